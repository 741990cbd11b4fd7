import { type HttpRequest, type HttpResponse, NoAnswer } from "../../../engine/provider.ts";
import { accountNamed, type Crm } from "../../../src/sandbox/crm/crm.ts";
import { addFault } from "../../../src/sandbox/crm/fault-request.ts";
import { type FaultBoard, faultBoard, removeFault } from "../../../src/sandbox/crm/faults.ts";
import type { Row } from "../../../src/sandbox/crm/table.ts";
import { type Change, tableOf, write } from "../../../src/sandbox/crm/writes.ts";
import { hubspotService } from "../../../src/sandbox/hubspot/hubspot.ts";
import { createHubspot } from "../../../src/sandbox/hubspot/state.ts";
import { salesforceService } from "../../../src/sandbox/salesforce/service.ts";
import { createSalesforce } from "../../../src/sandbox/salesforce/state.ts";
import type { Service, ServiceResponse } from "../../../src/sandbox/service.ts";
import type { Agenda } from "./agenda.ts";
import { chanceOf } from "./chance.ts";
import type { Drawn } from "./draw.ts";

export const crmNames = ["salesforce", "hubspot"] as const;
export type CrmName = (typeof crmNames)[number];
export type ObjectKind = "account" | "contact";
export const objectKinds: readonly ObjectKind[] = ["account", "contact"];

/** What each CRM calls our objects and their fields. */
export const typeNames: Readonly<Record<CrmName, Readonly<Record<ObjectKind, string>>>> = {
  salesforce: { account: "Account", contact: "Contact" },
  hubspot: { account: "companies", contact: "contacts" },
};

export interface Crms {
  readonly board: FaultBoard;
  readonly of: Readonly<Record<CrmName, Crm>>;
  /** Which CRM an address belongs to; null = none. */
  named(url: string): CrmName | null;
  handle(name: CrmName, asked: HttpRequest): ServiceResponse;
  /** As `handle`, while a fault holds. */
  handleUnder(name: CrmName, asked: HttpRequest, fault: string, more?: object): ServiceResponse;
  fault(service: CrmName, fault: string, more?: object): string;
  /** Records that are there now, oldest first. */
  live(name: CrmName, kind: ObjectKind): readonly Row[];
  /** A person's own write inside the CRM, which checks nothing. False = the record is gone. */
  byHand(name: CrmName, kind: ObjectKind, change: Omit<Change, "type">): Row | null;
}

const origins: Readonly<Record<CrmName, string>> = {
  salesforce: "http://127.0.0.1:4001",
  hubspot: "http://127.0.0.1:4002",
};

export function createCrms(agenda: Agenda, drawn: Drawn): Crms {
  const world = { now: agenda.now, random: chanceOf(drawn.seed, "crms").next };
  const board = faultBoard(world);
  const shared = {
    world,
    board,
    logs: new Map(),
    clients: [{ id: "app", secret: "app-secret" }],
    records: "empty" as const,
  };
  const salesforce = createSalesforce({ ...shared, rotate: drawn.rotates });
  const hubspot = createHubspot({ ...shared, accessLifeMs: drawn.tokenLifeMs });
  const of = { salesforce, hubspot };
  const services: Record<CrmName, Service> = {
    salesforce: salesforceService(salesforce),
    hubspot: hubspotService(hubspot),
  };

  function handle(name: CrmName, { method, url, headers, body }: HttpRequest): ServiceResponse {
    const origin = origins[name];
    return services[name].handle({ method, path: url.slice(origin.length), headers, body: body ?? "", origin });
  }

  function fault(service: CrmName, kind: string, more: object = {}): string {
    const added = addFault(board, { service, fault: kind, ...more });
    if (!added.ok) throw new Error(added.error);
    return added.fault.id;
  }

  return {
    board,
    of,
    named: (url) => crmNames.find((name) => url.startsWith(`${origins[name]}/`)) ?? null,
    handle,
    handleUnder: (name, asked, kind, more) => {
      const id = fault(name, kind, more);
      const answer = handle(name, asked);
      removeFault(board, id);
      return answer;
    },
    fault,
    live: (name, kind) =>
      [...tableOf(accountNamed(of[name], "main"), typeNames[name][kind]).latest.values()].filter((row) => !row.deleted),
    byHand: (name, kind, change) => {
      const account = accountNamed(of[name], "main");
      const done = write(
        of[name],
        account,
        account.person.id,
        { ...change, type: typeNames[name][kind] },
        { checked: false, stored: true },
      );
      return done.ok ? done.row : null;
    },
  };
}

export function answerOf({ status, headers, body }: ServiceResponse): HttpResponse {
  return { status, headers, body };
}

export function lost(sent: boolean, code: string): NoAnswer {
  return new NoAnswer(sent, code);
}
