import type { ServiceName, ServiceRequest, ServiceResponse, World } from "../service.ts";
import type { Account, AccountName } from "./accounts.ts";
import type { CallLogs } from "./calls.ts";
import type { Storage, Violation } from "./check.ts";
import type { FaultBoard } from "./faults.ts";
import type { Counted, Limits } from "./limits.ts";
import type { OAuth } from "./oauth.ts";
import type { Fields, Schema } from "./schema.ts";
import type { Row, Table } from "./table.ts";

/** The state of one simulated CRM: two accounts with their records, one OAuth server, its limits and faults. */
export interface Crm {
  readonly name: Extract<ServiceName, "salesforce" | "hubspot" | "pipedrive">;
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
  view(row: Row, table: Table): Readonly<Record<string, unknown>>;
  /** A violation in the CRM's own words. */
  words(violation: Violation, table: Table): string;
  /** Fields that a merge sets on the survivor. */
  merged(winner: Row, loser: Row): Fields;
  /** What a person wrote, as it is kept: for a CRM whose values are lists and objects. As it came when not given. */
  readonly taken?: (
    account: Account,
    table: Table,
    fields: Readonly<Record<string, unknown>>,
    row: Row | null,
  ) => Readonly<Record<string, unknown>>;
  /** Called after each write, merge and delete that was stored. */
  readonly wrote?: (crm: Crm, account: Account, event: Wrote) => void;
  /** Called after an administrator edited a schema. */
  readonly edited?: (account: Account, table: Table) => void;
  /** The name that the CRM gives a new field whose label an administrator chose; the label itself when not given. */
  readonly fieldCode?: (account: Account, table: Table, label: string) => string;
  /** A new object of the customer's own, or what is wrong with its name; the CRM has none when not given. */
  readonly newObject?: (type: string, label: string) => Schema | string;
  /** Edits that the CRM does not have, and its words for it. */
  readonly withoutEdits?: { readonly ops: readonly string[]; readonly why: string };
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

/** What happened to a record. */
export interface Wrote {
  readonly type: string;
  /** null = it is new. */
  readonly before: Row | null;
  readonly after: Row;
  /** Who did it. */
  readonly userId: string;
  /** The survivor, told with the end of the record that was merged away. */
  readonly mergedTo?: string;
  /** The record that was merged away, told with the change of the survivor. */
  readonly mergedFrom?: string;
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
