import type { Ports } from "../ports.ts";
import type { Crm, Identity, Provider, Request, Token, Trouble } from "../provider.ts";
import type { ObjectName, Schema } from "../record.ts";
import type { KeptRule } from "../repair/seam.ts";
import type { Lease } from "../rounds/lease.ts";
import { inForce, type KeptOut, keptOut, withKept } from "../rules/kept.ts";
import { type FieldMap, objectMap } from "../rules/mapping.ts";
import type { ConnectionSettings, Settings } from "../settings.ts";
import { createThrottle, type Lane, type Throttle } from "../throttle.ts";
import { withNames } from "./names.ts";
import { mayReach } from "./reach.ts";

/** One configured connection with its provider, its throttle and its field maps. */
export interface Connection {
  readonly settings: ConnectionSettings;
  readonly provider: Provider;
  readonly throttle: Throttle;
  readonly maps: Readonly<Record<ObjectName, readonly FieldMap[]>>;
  /** Object -> the CRM's fields that any of its maps names. */
  readonly remotes: Readonly<Record<ObjectName, readonly string[]>>;
  /** What people decided to leave out, per object. */
  readonly keptOut: Readonly<Record<ObjectName, readonly KeptOut[]>>;
  /** What this process knows of the CRM's descriptions; empty at the start. */
  readonly described: Map<ObjectName, Described>;
  /** Descriptions that are being read just now. */
  readonly describing: Map<ObjectName, Promise<Called<Schema>>>;
  /** From now on `maps`, `remotes` and `keptOut` are what was configured with what people decided since. */
  follow(kept: readonly KeptRule[]): void;
}

/** Of one object: the names of its fields, and when to look again whether they are still right. */
interface Described {
  readonly present: ReadonlySet<string>;
  /** Fields that were gone not long ago. */
  readonly returned: ReadonlySet<string>;
  readonly lookAt: number;
}

/**
 * The CRM's fields to read, per object: without those that it does not show (any more), because some CRMs refuse a whole
 * page for one of them. A name with a dot is a path to another object.
 */
export function readableFields({ remotes, described }: Connection): Connection["remotes"] {
  if (described.size === 0) return remotes;
  return Object.fromEntries(
    Object.entries(remotes).map(([object, names]) => {
      const present = described.get(object)?.present;
      return [object, present ? names.filter((name) => name.includes(".") || present.has(name)) : names];
    }),
  );
}

/** "wait": the connection is not asked now: paused, held back by itself or by a limit, or not signed in. */
export type Called<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly wait: true }
  | { readonly ok: false; readonly wait: false; readonly trouble: Trouble };

export interface Connections {
  readonly all: readonly Connection[];
  get(name: string): Connection;
  /** Runs `work` with a connected CRM. Refreshes the token, notes how it went, and turns expected trouble into a value. */
  call<T>(lease: Lease, lane: Lane, work: (crm: Crm) => Promise<T>): Promise<Called<T>>;
  /** Whether a call of this lane would be made now: it need not be prepared otherwise. */
  ready(name: string, lane: Lane): Promise<boolean>;
  /** Notes what the CRM told of its limits since the last success, and asks it when no answer told for long. */
  followUse(lease: Lease): Promise<void>;
  /**
   * Runs `work` with a connected CRM for somebody who waits, without a lease and without noting how it went. Asks even
   * while the connection is held back, but not while it is signed out. `fields` = the CRM's fields to read, per object,
   * where they are not all that are mapped.
   */
  ask<T>(name: string, work: (crm: Crm) => Promise<T>, fields?: Connection["remotes"]): Promise<Called<T>>;
  /** Who is signed in there, and the token that tells where the CRM's pages are; for addresses alone. */
  whereabouts(name: string): Promise<{ readonly identity: Identity | null; readonly token: Token | null }>;
  /** Takes the grant back at the CRM and forgets it here; answers whether the CRM confirmed that. */
  signOut(name: string, by: string): Promise<boolean>;
  /** Notes trouble that came as a value inside an answer. */
  failed(lease: Lease, trouble: Trouble): Promise<void>;
  /** For signing in: a CRM of a token that is not stored yet. */
  withToken(name: string, token: Token): Crm;
  /** The way to the network of a connection, for what a person waits for; no refusal repeats the given secrets. */
  request(name: string, secrets: readonly (string | null)[]): Request;
}

export function openConnection(
  own: ConnectionSettings,
  { settings, provider: plain }: { settings: Settings; provider: Provider },
  ports: Ports,
): Connection {
  const provider = withNames(plain, own);
  const throttle = createThrottle({
    limits: provider.limits,
    observe: provider.observe,
    share: own.share,
    request: ports.request,
    clock: ports.clock,
    allow: (url) => mayReach(url, provider, own.app),
  });
  const configured = own.objects.map((object) => {
    const each = settings.objects[object];
    return [object, each ? objectMap(each, provider, object) : []] as const;
  });
  let now = inForceOf(configured, own.name, []);
  return {
    settings: own,
    provider,
    throttle,
    described: new Map(),
    describing: new Map(),
    get maps() {
      return now.maps;
    },
    get remotes() {
      return now.remotes;
    },
    get keptOut() {
      return now.keptOut;
    },
    follow: (kept) => {
      now = inForceOf(configured, own.name, kept);
    },
  };
}

function inForceOf(
  configured: readonly (readonly [ObjectName, readonly FieldMap[]])[],
  name: string,
  kept: readonly KeptRule[],
): Pick<Connection, "maps" | "remotes" | "keptOut"> {
  const maps = configured.map(([object, map]) => [object, withKept(map, inForce(kept, name, object))] as const);
  const out = configured.map(([object]) => [object, keptOut(inForce(kept, name, object))] as const);
  return {
    maps: Object.fromEntries(maps),
    remotes: Object.fromEntries(maps.map(([object, map]) => [object, [...new Set(map.map((each) => each.remote))]])),
    keptOut: Object.fromEntries(out.filter(([, rules]) => rules.length > 0)),
  };
}
