import type { Called, Connection } from "../connections/connection.ts";
import type { Identity, Usage } from "../provider.ts";
import { reason } from "../reasons.ts";
import type { ObjectName, Schema } from "../record.ts";
import { type MissingRight, missingRights } from "../rules/rights.ts";
import { pollMsOf } from "../rules/schedule.ts";
import { switchedOff, takesIn } from "../rules/switches.ts";
import { type ConnectionRow, DISCONNECTED, readConnection } from "../store/connections.ts";
import { type CursorRow, readCursors } from "../store/cursors.ts";
import { readDrift } from "../store/drifts.ts";
import type { Worker } from "../worker.ts";
import { driftDetail } from "./drift-words.ts";

/** One thing that was looked at: what, how it is, and what to do when it is not right. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly todo: string | null;
}

/**
 * Looks at a connection from one end to the other, with live calls: sign-in, account, rights and fields of every
 * object, limits, and how far it has come. Changes nothing. The order is that of the road: the first that is not
 * right is usually the cause of the others.
 */
export async function diagnose(worker: Worker, name: string): Promise<readonly Finding[]> {
  const connection = worker.connections.get(name);
  const row = await worker.store.read((sql) => readConnection(sql, name));
  if (!row?.token) return [signedOut(row)];
  const identity = await worker.connections.ask(name, (crm) => crm.identity());
  const findings = [...settingsFindings(connection, row), account(row, identity)];
  if (!identity.ok) return findings;
  const usage = await worker.connections.ask(name, (crm) => crm.usage());
  findings.push(quota(connection, row, usage));
  const cursors = await worker.store.read(readCursors);
  for (const object of connection.settings.objects) {
    const schema = await worker.connections.ask(name, (crm) => crm.describe(object));
    findings.push(rights(connection, object, schema, identity.value.scopes));
    const drift = await worker.store.read((sql) => readDrift(sql, { connection: name, object }));
    const detail = driftDetail(drift, worker.ports.clock.wall());
    if (detail !== null) findings.push({ what: `Changes of ${object}`, ok: true, detail, todo: null });
    const cursor = cursors.find((each) => each.connection === name && each.object === object);
    if (cursor) findings.push(progress(worker, connection, cursor));
  }
  return findings;
}

function signedOut(row: ConnectionRow | null): Finding {
  const by = row?.paused?.why === DISCONNECTED ? ` It was disconnected on purpose.` : "";
  return {
    what: "Sign-in",
    ok: false,
    detail: `There is no grant.${by}`,
    todo: "Press Reconnect, or type: reconnect NAME.",
  };
}

function settingsFindings({ settings }: Connection, { paused, trouble }: ConnectionRow): Finding[] {
  const found: Finding[] = [];
  if (paused !== null) {
    found.push({ what: "Paused", ok: false, detail: `Paused by a person: ${paused.why}.`, todo: "Type: resume NAME." });
  }
  const last = trouble.refusals.at(-1)?.reason ?? trouble.outage?.reason;
  if (last) {
    const { says, todo } = reason(last);
    found.push({ what: "Last calls", ok: false, detail: `${says} (${last})`, todo });
  }
  const off = (["import", "export"] as const).flatMap((direction) => offWords(settings, direction)).join(" and ");
  if (off !== "") {
    found.push({
      what: "Directions",
      ok: true,
      detail: `Switched off in the configuration: ${off}.`,
      todo: null,
    });
  }
  return found;
}

/** "export", or "export of deal" where the others go out. */
function offWords(settings: Connection["settings"], direction: "import" | "export"): readonly string[] {
  const objects = switchedOff(settings, direction);
  if (objects.length === 0) return [];
  return [objects.length === settings.objects.length ? direction : `${direction} of ${objects.join(", ")}`];
}

function account({ identity: before }: ConnectionRow, told: Called<Identity>): Finding {
  const what = "Sign-in";
  if (!told.ok) return failed(what, told);
  const { name, sandbox, user, id } = told.value;
  const same = before === null || before.id === id;
  return {
    what,
    ok: same,
    detail: `${user} at ${name}, ${sandbox ? "a sandbox" : "production"}${same ? "" : `; the records here are of ${before.name}`}.`,
    todo: same ? null : "Press Reconnect and choose the account that was used before.",
  };
}

function quota({ settings }: Connection, row: ConnectionRow, told: Called<Usage | null>): Finding {
  const what = "Daily limit";
  if (!told.ok) return failed(what, told);
  const daily = told.value?.daily ?? row.usage?.daily ?? null;
  if (daily === null) return { what, ok: true, detail: "The CRM tells no daily limit for this app.", todo: null };
  const allowed = daily.limit * settings.share;
  const ok = daily.used < allowed;
  const percent = Math.round(settings.share * 100);
  return {
    what,
    ok,
    detail: `${daily.used} of ${daily.limit} calls used; ours is a share of ${percent} %.`,
    todo: ok ? null : "Wait until use falls, raise the share in the configuration, or see what else uses the CRM.",
  };
}

function rights(
  { settings, maps, provider }: Connection,
  object: ObjectName,
  told: Called<Schema>,
  scopes: readonly string[],
): Finding {
  const what = `Object ${object}`;
  if (!told.ok) return failed(what, told);
  const schema = told.value;
  const map = maps[object] ?? [];
  const type = provider.objects[object] ?? object;
  const missing = missingRights({ provider: provider.id, scopes, schema, type, map, settings });
  if (missing.length === 0)
    return { what, ok: true, detail: `All ${map.length} mapped fields are there and may be used.`, todo: null };
  const needs = [...new Set(missing.map((each) => each.need))];
  const others = needs.length > MOST_NEEDS ? `; and ${needs.length - MOST_NEEDS} more` : "";
  return {
    what,
    ok: false,
    detail: `${missing.map(wrongOf).join("; ")}.`,
    todo: `Ask the CRM's admin to grant: ${needs.slice(0, MOST_NEEDS).join("; ")}${others}. Or map another field in the configuration. What waits for a right goes on by itself.`,
  };
}

/** A list that nobody reads to its end helps nobody. */
const MOST_NEEDS = 4;

const refusedWords = { read: "may not be read", create: "may not be created", update: "may not be changed" } as const;

function wrongOf({ field, right }: MissingRight): string {
  if (field === null) return refusedWords[right];
  return right === "read"
    ? `the field ${field} is not there, or hidden from this user`
    : `the field ${field} may not be written`;
}

function progress({ ports }: Worker, { settings }: Connection, cursor: CursorRow): Finding {
  const what = `Progress of ${cursor.object}`;
  const { phase, done, total, polledAt } = cursor;
  if (phase === "backfill") {
    return { what, ok: true, detail: `First sync: ${done}${total === null ? "" : ` of ${total}`} read.`, todo: null };
  }
  const lateMs = ports.clock.wall() - (polledAt ?? 0);
  const late = takesIn(settings, cursor.object) && lateMs > 3 * pollMsOf(settings, cursor.object) + 60_000;
  return {
    what,
    ok: !late,
    detail:
      polledAt === null
        ? "Never looked for changes."
        : `Last look for changes ${Math.max(0, Math.round(lateMs / 1000))} s ago.`,
    todo: late ? "See the other findings; if all are right, look into the log of the daemon." : null,
  };
}

function failed(what: string, told: Exclude<Called<unknown>, { ok: true }>): Finding {
  if (told.wait) return { what, ok: false, detail: "It was not asked.", todo: null };
  const { says, todo } = reason(told.trouble.reason);
  return { what, ok: false, detail: `${says} (${told.trouble.reason}: ${told.trouble.detail})`, todo };
}
