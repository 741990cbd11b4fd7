import type { ServiceName, ServiceRequest, ServiceResponse, World } from "../service.ts";
import type { Account, AccountName } from "./accounts.ts";
import type { CallLogs } from "./calls.ts";
import type { Storage, Violation } from "./check.ts";
import type { FaultBoard } from "./faults.ts";
import type { Counted, Limits } from "./limits.ts";
import type { OAuth } from "./oauth.ts";
import type { Fields } from "./schema.ts";
import type { Row, Table } from "./table.ts";

/** The state of one simulated CRM: two accounts with their records, one OAuth server, its limits and faults. */
export interface Crm {
  readonly name: Extract<ServiceName, "salesforce" | "hubspot">;
  readonly world: World;
  readonly board: FaultBoard;
  readonly logs: CallLogs;
  readonly accounts: ReadonlyMap<AccountName, Account>;
  readonly oauth: OAuth;
  readonly limits: Limits;
  readonly dialect: Dialect;
}

/** What the frame must know of a CRM to write records on its behalf. */
interface Dialect {
  readonly storage: Storage;
  /** Stamps are cut to this many milliseconds: 1000 in Salesforce, 1 in HubSpot. */
  readonly stampMs: number;
  newId(account: Account, type: string): string;
  /** All fields of a record under the API's names, with id and stamps: what the control interface shows. */
  view(row: Row, table: Table): Fields;
  /** A violation in the CRM's own words. */
  words(violation: Violation, table: Table): string;
  /** Fields that a merge sets on the survivor. */
  merged(winner: Row, loser: Row): Fields;
  /** Whether approval processes lock records. */
  readonly approvals: boolean;
  /**
   * What a person's "convert" makes of a lead: the converted lead, or a sentence that says what is wrong with the wish.
   * null = the CRM converts no leads.
   */
  readonly convert:
    | ((crm: Crm, account: Account, lead: Row, wish: Readonly<Record<string, unknown>>) => Row | string)
    | null;
}

/** What an API function answers: the response, and how many records it wrote or showed. */
export interface Answer extends ServiceResponse {
  readonly records?: number;
  /** Refused because a limit was used up. */
  readonly refused?: boolean;
}

/** A request on behalf of somebody who signed in. */
export interface Caller {
  readonly crm: Crm;
  readonly account: Account;
  readonly userId: string;
  readonly request: ServiceRequest;
}

export function accountNamed(crm: Crm, name: AccountName): Account {
  const account = crm.accounts.get(name);
  if (account === undefined) throw new Error(`${crm.name} has no account ${name}`);
  return account;
}

export function counted(crm: Crm, account: Account): Counted {
  return { board: crm.board, service: crm.name, account: account.name, meter: account.meter, limits: crm.limits };
}
