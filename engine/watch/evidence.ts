import { mayCount, ownersOf } from "../connections/grant-rows.ts";
import type { ChangeBefore, KnownCrowd, SignInEvidence } from "../health/cause.ts";
import type { ConnectionSettings } from "../settings.ts";
import type { ConnectionRow } from "../store/connections.ts";
import type { Drift } from "../store/drifts.ts";
import { type GrantRow, livingGrants } from "../store/grants.ts";
import { type SignInRow, signInsDone } from "../store/sign-ins.ts";
import type { Sql } from "../store/sql.ts";

const DAY = 86_400_000;
/** A card names so many. */
const CHANGES = 3;

interface Known {
  readonly own: ConnectionSettings;
  readonly rows: readonly ConnectionRow[];
  readonly drifts: readonly Drift[];
  /** Grants of one user and app that the CRM keeps beside one another; null = it has no such rule. */
  readonly most: number | null;
  readonly signedIn: SignedInHere;
}

/** The sign-ins that this installation made. */
export interface SignedInHere {
  readonly grants: readonly GrantRow[];
  readonly signIns: readonly SignInRow[];
}

/** Read once for all connections, and only where one of them is refused. */
export async function signedInHere(sql: Sql, rows: readonly ConnectionRow[]): Promise<SignedInHere> {
  if (rows.every((row) => row.trouble.refusals.length === 0)) return { grants: [], signIns: [] };
  return { grants: await livingGrants(sql), signIns: await signInsDone(sql, 0) };
}

/** What speaks for the cause of a refused sign-in; null = none is refused. Pure. */
export function evidenceOf(row: ConnectionRow, known: Known): SignInEvidence | null {
  const { refusals, said, outage } = row.trouble;
  const [first, last] = [refusals[0], refusals.at(-1)];
  if (!first || !last) return null;
  const { grants } = known.signedIn;
  const mine = grants.find((each) => each.connection === row.name && each.state === "live");
  return {
    provider: row.provider,
    reason: last.reason,
    said: said ?? null,
    refusedAt: first.at,
    madeAt: mine?.madeAt ?? row.signedInAt,
    wellAt: row.lastSuccessAt,
    unansweredAt: outage?.lastAt ?? null,
    crowd: crowdOf(row, mine, known),
    before: changesBefore(row, known, first.at),
  };
}

function crowdOf(row: ConnectionRow, mine: GrantRow | undefined, { own, rows, most, signedIn }: Known): KnownCrowd {
  const living = signedIn.grants.filter(
    (each) =>
      each.provider === row.provider &&
      each.client === own.app.clientId &&
      (each.id === mine?.id || mayCount(each, rows)),
  );
  const alike = row.identity === null ? [] : ownersOf(living, row.identity);
  const later = alike
    .filter((each) => each.connection !== row.name && each.madeAt > (mine?.madeAt ?? 0))
    .toSorted((a, b) => b.madeAt - a.madeAt)[0];
  const newer = later === undefined ? null : { connection: later.connection, at: later.madeAt };
  return { count: alike.length, most, newer };
}

/** Of the day before it, the newest first. */
function changesBefore(
  row: ConnectionRow,
  { rows, drifts, signedIn }: Known,
  refusedAt: number,
): readonly ChangeBefore[] {
  const since = refusedAt - DAY;
  const isThen = (at: number) => at >= since && at <= refusedAt;
  const alike = new Set(rows.filter((each) => each.provider === row.provider).map((each) => each.name));
  const signIns = signedIn.signIns.filter((each) => isThen(each.createdAt) && alike.has(each.connection));
  const changes: readonly ChangeBefore[] = [
    ...signIns.map(({ createdAt: at, connection, presser }) => {
      return { what: "signed_in" as const, at, connection, by: presser.name };
    }),
    ...signIns.flatMap(({ createdAt: at, connection, difference }) => {
      const count = (difference?.lost.length ?? 0) + (difference?.scopesLost.length ?? 0);
      return connection === row.name && count > 0 ? [{ what: "rights_lost" as const, at, count }] : [];
    }),
    ...drifts
      .filter((each) => each.connection === row.name)
      .flatMap(({ object, changes: told }) => {
        const near = told.filter((each) => isThen(each.at));
        const at = Math.max(...near.map((each) => each.at));
        return near.length > 0 ? [{ what: "schema" as const, at, object, count: near.length }] : [];
      }),
  ];
  return changes.toSorted((a, b) => b.at - a.at).slice(0, CHANGES);
}
