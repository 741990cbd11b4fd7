import type { ReasonCode } from "./reasons.ts";
import type { Fields, ObjectName, ProviderId, RemoteRecord, Schema } from "./record.ts";
import type { RightAsked, RightWords } from "./right.ts";

/**
 * The CRM seam. A provider keeps no state and knows no store; whatever touches the network goes through the
 * request function it is given, so that the throttle counts what the CRM counts.
 */
export interface Provider {
  readonly id: ProviderId;
  /** The name that people read: "Salesforce". */
  readonly label: string;
  readonly limits: Limits;
  /** Host suffixes that may receive this provider's tokens ("salesforce.com"), always over https. */
  readonly hosts: readonly string[];
  /** Per object: our standard field name -> the CRM's field. Configuration adds to it and overrides it. */
  readonly fields: Readonly<Record<ObjectName, Readonly<Record<string, string>>>>;
  /** The same for fields that are shared only where the configuration names them: they cost calls of their own. */
  readonly optional?: Readonly<Record<ObjectName, Readonly<Record<string, string>>>>;
  /** Our object name -> what the CRM calls it ("Contact", "contacts"). */
  readonly objects: Readonly<Record<ObjectName, string>>;
  /**
   * Grants of one user and app that live beside one another: one more ends the oldest, and revoking one leaves the others
   * alone. Absent = that is not known, and revoking one may end all.
   */
  readonly grantsPerUser?: number;
  /** Whether the web flow uses PKCE: then `challenge` and `verifier` are given. */
  readonly pkce: boolean;
  /** `types` are the CRM's names of the objects that will be asked for: some need rights of their own. */
  authorizeUrl(app: OAuthApp, state: string, challenge: string | null, types?: readonly string[]): string;
  exchange(app: OAuthApp, code: string, verifier: string | null, request: Request): Promise<Token>;
  refresh(app: OAuthApp, token: Token, request: Request): Promise<Token>;
  revoke(app: OAuthApp, token: Token, request: Request): Promise<void>;
  /** Pure; the throttle calls it for every response. */
  observe(response: HttpResponse): { readonly usage: Usage | null; readonly retryAfterMs: number | null };
  connect(session: Session): Crm;
  /** Pure: the requests that a piece of work takes when nothing of it is refused. */
  calls(work: Work): number;
  /** The page of a record in the CRM's own web interface; null when it cannot be told. */
  recordUrl(identity: Identity | null, token: Token | null, object: ObjectName, externalId: string): string | null;
  /** The page where deleted records of an object are restored; null when it cannot be told. Absent = it has none. */
  binUrl?(identity: Identity | null, token: Token | null, object: ObjectName): string | null;
  /** Pure: the right that a refusal asks for, in the words of the CRM's own pages. null = the reason is about no right. */
  rightWords?(asked: RightAsked, identity: Identity | null, token: Token | null): RightWords | null;
}

/** What a connected CRM can do. Every method throws CrmError for expected trouble, but `push` answers per write. */
export interface Crm {
  identity(): Promise<Identity>;
  describe(object: ObjectName): Promise<Schema>;
  /** One page after the cursor (null = begin the backfill). The cursor is stored with the page's rows. */
  changes(object: ObjectName, cursor: Cursor | null): Promise<Page>;
  /** Reads records afresh (never from a search index); missing ones are left out. */
  read(object: ObjectName, ids: readonly string[]): Promise<readonly RemoteRecord[]>;
  /** All records whose field `by` (a CRM field name) equals one of the values. */
  find(object: ObjectName, by: string, values: readonly string[]): Promise<readonly RemoteRecord[]>;
  /** At most `limits.batch` writes. One result per write, whatever happens on the wire. */
  push(object: ObjectName, writes: readonly Write[]): Promise<readonly PushResult[]>;
  /** What became of records that `read` leaves out; living ones that the user may see are not told. Absent = nobody can say. */
  gone?(object: ObjectName, ids: readonly string[]): Promise<readonly Vanished[]>;
  usage(): Promise<Usage | null>;
  /** Living records that the connected user may see, by the CRM's own count; null = it does not tell. One call. */
  count?(object: ObjectName): Promise<number | null>;
}

/** bin = a person can restore it; merged = it lives on in another; nowhere = purged, or hidden from the connected user. */
export interface Vanished {
  readonly externalId: string;
  readonly state: "bin" | "merged" | "nowhere";
  readonly mergedInto: string | null;
  /** When it was deleted; null = not told. */
  readonly at: number | null;
}

/** A piece of work whose price in requests is asked. */
export type Work =
  | { readonly op: "describe"; readonly object: ObjectName }
  | { readonly op: "read"; readonly object: ObjectName; readonly count: number }
  /** All records of the object, page after page from the beginning, with a look for changes before and after that. */
  | { readonly op: "all"; readonly object: ObjectName; readonly count: number }
  /** `found` = so many of the values are there; absent = each of them once. */
  | {
      readonly op: "find";
      readonly object: ObjectName;
      readonly by: string;
      readonly count: number;
      readonly found?: number;
    }
  | { readonly op: "push"; readonly object: ObjectName; readonly writes: readonly Write[] };

export interface Session {
  readonly app: OAuthApp;
  readonly token: Token;
  readonly request: Request;
  /** CRM fields to read, per object; ids and stamps come by themselves. */
  readonly fields: Readonly<Record<ObjectName, readonly string[]>>;
  /** The CRM's names of the objects that the configuration adds; the provider knows those of all others. */
  readonly objects?: Readonly<Record<ObjectName, string>>;
  now(): number;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Header names are lower case. Redirects are not followed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers whatever status came; throws NoAnswer when none came. */
export type Request = (request: HttpRequest) => Promise<HttpResponse>;

/** No answer arrived. `sent` tells whether the CRM may have acted on the request. */
export class NoAnswer extends Error {
  readonly sent: boolean;
  readonly code: string;
  constructor(sent: boolean, code: string, cause?: unknown) {
    super(`no answer (${code})`, { cause });
    this.name = "NoAnswer";
    this.sent = sent;
    this.code = code;
  }
}

/** Expected trouble with a CRM, already translated to the catalogue by the provider's errors.ts. */
export class CrmError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble, cause?: unknown) {
    super(`${trouble.reason}: ${trouble.detail}`, { cause });
    this.name = "CrmError";
    this.trouble = trouble;
  }
}

export interface Trouble {
  readonly reason: ReasonCode;
  /** The CRM's own words, or ours; shown to people, never a token. */
  readonly detail: string;
  /** The CRM field that was refused, when told. */
  readonly field: string | null;
  /** The CRM's code and HTTP status, for the log and the fingerprint. */
  readonly code: string | null;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  /** The record that the CRM names as already there. */
  readonly existingId: string | null;
  /** The rule that refused it only warns: a write with `anyway` is taken. */
  readonly mayForce?: true;
  /** The answer was lost: it may have been done all the same. */
  readonly unsure: boolean;
}

export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  /** Where people sign in, e.g. https://login.salesforce.com. */
  readonly loginUrl: string;
  /** Where API calls go; null = the token tells (Salesforce's instance_url). */
  readonly apiUrl: string | null;
}

export interface Token {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** By our clock, set by the engine; null = not told: it is found out by a 401. */
  readonly expiresAt: number | null;
  /** How long it lives from when it was given, when the CRM tells. */
  readonly lifeMs?: number | null;
  /** Salesforce's data host; null elsewhere. */
  readonly instanceUrl: string | null;
  readonly scopes: readonly string[];
}

export interface Identity {
  /** Org, portal or company id: the same id means the same CRM account. */
  readonly id: string;
  readonly name: string;
  readonly sandbox: boolean;
  readonly user: string;
  readonly scopes: readonly string[];
}

/** Opaque to the engine, JSON-safe, made and read only by the provider. */
export type Cursor = Readonly<Record<string, string | number | boolean | null>>;

export interface Page {
  readonly phase: "backfill" | "incremental";
  readonly records: readonly RemoteRecord[];
  /** Deleted remote records; `mergedInto` names the survivor of a merge. */
  readonly gone: readonly { readonly externalId: string; readonly at: number; readonly mergedInto: string | null }[];
  /** Rows that could not be read; the rest of the page is good. */
  readonly broken: readonly { readonly externalId: string; readonly reason: ReasonCode; readonly detail: string }[];
  /** Where the next page begins. */
  readonly cursor: Cursor;
  /** false = caught up for now; at the end of a backfill the next call is incremental. */
  readonly more: boolean;
  /** Records in the whole backfill, when the CRM tells. */
  readonly total: number | null;
  /** The CRM is still preparing what comes next: nothing is in this page, and asking sooner would be for nothing. */
  readonly waitMs?: number;
  /** The backfill began again with this page: the records of the pages before it come once more. */
  readonly anew?: true;
}

export interface Write {
  /** The caller's name for this write; comes back in the result. */
  readonly key: string;
  readonly op: "create" | "update" | "delete";
  /** null for a create. */
  readonly externalId: string | null;
  /** CRM field names, only what is to change; null clears. */
  readonly fields: Fields;
  /** Of an update: who comes into a set of references and who goes, by the CRM's field name; all others stay. */
  readonly sets?: Readonly<Record<string, SetChange>>;
  /** For a create: a unique field by which the CRM upserts, so that a repeat cannot double it. */
  readonly unique: { readonly field: string; readonly value: string } | null;
  /** Somebody decided to save it although a duplicate rule warns. Only where the refusal said `mayForce`. */
  readonly anyway?: true;
}

/** External ids. */
export interface SetChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export type PushResult =
  | { readonly key: string; readonly ok: true; readonly externalId: string; readonly created: boolean }
  | ({ readonly key: string; readonly ok: false } & Trouble);

export interface Limits {
  /** Requests at once. */
  readonly concurrency: number;
  /** Writes per push call. */
  readonly batch: number;
  /** Sliding windows; `applies` picks the requests that count in it. */
  readonly windows: readonly Window[];
  /** How long a new record may be unseen by `find`: an unsure create is looked up only after this. */
  readonly lookupLagMs: number;
  readonly timeoutMs: number;
}

export interface Window {
  readonly name: string;
  readonly max: number;
  readonly windowMs: number;
  applies(request: HttpRequest): boolean;
}

export interface Usage {
  /** What the CRM says of its short window; `remaining` counts down. */
  readonly burst: { readonly limit: number; readonly remaining: number; readonly windowMs: number } | null;
  readonly daily: { readonly used: number; readonly limit: number; readonly resetAt: number | null } | null;
}

/**
 * The origin of an address that a CRM gave us (Salesforce's instance_url, Pipedrive's api_domain), if a token may go
 * there: https below the provider's own names, or loopback when sign-in itself is on loopback (the sandbox).
 * @throws CrmError DATA_MALFORMED for every other address.
 */
export function trustedOrigin(
  address: string,
  loginUrl: string,
  { label, hosts }: Pick<Provider, "label" | "hosts">,
): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && url.username === "" && url.password === "") {
    if (isLoopback(loginUrl) && isLoopback(address) && /^https?:$/.test(url.protocol)) return url.origin;
    const known = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
    if (url.protocol === "https:" && url.port === "" && known) return url.origin;
  }
  const detail = `${label} named a host that is not its own (${url?.hostname ?? "no address"}); nothing was sent there`;
  const untold = { field: null, code: null, status: null, retryAfterMs: null, existingId: null };
  throw new CrmError({ reason: "DATA_MALFORMED", detail, ...untold, unsure: false });
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const host = new URL(address).hostname;
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
