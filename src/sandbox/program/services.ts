import type { AccountName } from "../crm/accounts.ts";
import type { CallLogs } from "../crm/calls.ts";
import { accountNamed, type Crm } from "../crm/crm.ts";
import { type FaultBoard, faultBoard } from "../crm/faults.ts";
import { accessOf, issue } from "../crm/oauth.ts";
import { hubspotService } from "../hubspot/hubspot.ts";
import { createHubspot, type Hubspot } from "../hubspot/state.ts";
import { deliver } from "../pipedrive/delivery.ts";
import { pipedriveService } from "../pipedrive/pipedrive.ts";
import { allScopes } from "../pipedrive/scopes.ts";
import { createPipedrive } from "../pipedrive/state.ts";
import { salesforceService } from "../salesforce/service.ts";
import { createSalesforce } from "../salesforce/state.ts";
import type { Service, ServiceName } from "../service.ts";
import { serve } from "../shell.ts";
import { acceptLinks } from "../slack/accept.ts";
import { createSlack, type SlackService } from "../slack/slack.ts";
import { visitorAt } from "../teams/access.ts";
import { createTeams, type TeamsService } from "../teams/teams.ts";
import { type SandboxClock, sandboxWorld } from "./clock.ts";
import type { Credentials } from "./environment.ts";
import { postman, postWebhook } from "./postman.ts";

type CrmName = Crm["name"];

/** Every simulated service with its state. */
export interface Services {
  readonly clock: SandboxClock;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  readonly crms: readonly Crm[];
  readonly hubspot: Hubspot;
  readonly slack: SlackService;
  readonly teams: TeamsService;
  readonly all: Readonly<Record<ServiceName, Service>>;
  /** A token that is good now in the CRM's main account, for somebody who looks around. */
  tokenOf(crm: CrmName): string;
  /** Sends the webhooks of the simulated Pipedrive that are due. */
  deliverWebhooks(): Promise<void>;
  /** A token that is good now at the Bot Connector. */
  teamsToken(): string;
}

export function createServices(known: Credentials): Services {
  const clock: SandboxClock = { offsetMs: 0 };
  const world = sandboxWorld(clock);
  const board = faultBoard(world);
  const logs: CallLogs = new Map();
  const salesforce = createSalesforce({ world, board, logs, clients: [known.salesforce] });
  const hubspot = createHubspot({ world, board, logs, clients: [known.hubspot] });
  const pipedrive = createPipedrive({ world, board, logs, clients: [known.pipedrive] });
  const { slackToken: token, appToken, signingSecret } = known;
  const slack = createSlack({ world, board, logs, token, appToken, signingSecret });
  const { id: appId, secret: appPassword, tenantId } = known.teams;
  const teams = createTeams({ world, board, logs, appId, appPassword, tenantId });
  const given = new Map<string, string>();
  return {
    clock,
    board,
    logs,
    crms: [salesforce, hubspot, pipedrive],
    hubspot,
    slack,
    teams,
    all: {
      salesforce: salesforceService(salesforce),
      hubspot: hubspotService(hubspot),
      pipedrive: pipedriveService(pipedrive),
      slack,
      teams,
    },
    tokenOf: (name) => {
      const crm = { salesforce, hubspot, pipedrive }[name];
      const token = stillGood(crm, given.get(name)) ?? visitorToken(crm, known[name].id, "main");
      given.set(name, token);
      return token;
    },
    deliverWebhooks: () => deliver(pipedrive, postWebhook),
    teamsToken: () => visitorAt(teams.state),
  };
}

const SCOPES = {
  salesforce: ["api", "refresh_token"],
  hubspot: [
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.companies.write",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.objects.leads.read",
    "crm.objects.leads.write",
    "crm.schemas.contacts.read",
    "crm.schemas.companies.read",
    "crm.schemas.deals.read",
  ],
  pipedrive: allScopes,
} as const;

function visitorToken(crm: Crm, clientId: string, account: AccountName): string {
  const userId = accountNamed(crm, account).person.id;
  return issue(crm.oauth, { clientId, account, userId, scopes: SCOPES[crm.name] }).token;
}

function stillGood(crm: Crm, token: string | undefined): string | null {
  const access = token === undefined ? null : accessOf(crm.oauth, token);
  return access !== null && access.expiresAt > crm.world.now() + 60_000 ? access.token : null;
}

interface Served {
  readonly at: Readonly<Record<ServiceName, string>>;
  close(): Promise<void>;
}

/** Each service on a port of its own, from `first` on or on any free ones (0). */
export async function serveServices(services: Services, first: number): Promise<Served> {
  const port = (n: number) => (first === 0 ? 0 : first + n);
  const salesforce = await serve(services.all.salesforce, port(0));
  const hubspot = await serve(services.all.hubspot, port(1));
  const links = acceptLinks(services.slack.state);
  const slack = await serve(services.all.slack, port(2), links.upgrade);
  const teams = await serve(services.all.teams, port(3));
  const pipedrive = await serve(services.all.pipedrive, port(4));
  const webhooks = postman(services);
  return {
    at: {
      salesforce: salesforce.url,
      hubspot: hubspot.url,
      pipedrive: pipedrive.url,
      slack: slack.url,
      teams: teams.url,
    },
    close: async () => {
      links.close();
      webhooks.stop();
      await Promise.all([salesforce.close(), hubspot.close(), pipedrive.close(), slack.close(), teams.close()]);
    },
  };
}
