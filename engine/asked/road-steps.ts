import type { Called, Connection } from "../connections/connection.ts";
import type { Identity } from "../provider.ts";
import { type ReasonCode, reason } from "../reasons.ts";
import type { Fields, RemoteRecord, Schema } from "../record.ts";
import type { Mapped } from "../rules/mapping.ts";
import { changedFields } from "../rules/merge.ts";
import { missingRights } from "../rules/rights.ts";
import { takesIn } from "../rules/switches.ts";
import type { ConnectionRow } from "../store/connections.ts";
import type { Finding } from "./diagnose.ts";
import type { Verdict } from "./preflight-judge.ts";

// Each step of a record's road as a finding, in words for people; no word holds a value. Pure.

const right = (what: string, detail: string): Finding => ({ what, ok: true, detail, todo: null });
const wrong = (what: string, detail: string, todo: string | null): Finding => ({ what, ok: false, detail, todo });

/** In our words; a detail of the CRM's follows. */
function because(what: string, code: ReasonCode, detail: string): Finding {
  const { says, todo } = reason(code);
  return wrong(what, `${says} (${code}${detail === "" ? "" : `: ${detail}`})`, todo);
}

export function unanswered(what: string, told: Exclude<Called<unknown>, { ok: true }>): Finding {
  if (told.wait) return wrong(what, "Nobody is signed in there.", "Press Reconnect, or type: reconnect NAME.");
  return because(what, told.trouble.reason, told.trouble.detail);
}

export function signInStep(row: ConnectionRow | null, told: Called<Identity> | null): Finding {
  const what = "Sign-in";
  if (!row?.token || told === null)
    return wrong(what, "There is no grant.", "Press Reconnect, or type: reconnect NAME.");
  if (row.paused !== null) return wrong(what, `Paused by a person: ${row.paused.why}.`, "Type: resume NAME.");
  if (!told.ok) return unanswered(what, told);
  const { id, name, user } = told.value;
  if (row.identity !== null && row.identity.id !== id)
    return wrong(
      what,
      `${user} at ${name}; the records here are of ${row.identity.name}.`,
      "Press Reconnect and choose the account that was used before.",
    );
  return right(what, `${user} at ${name}; the CRM answers.`);
}

/** The rights on the object, then its description: what of the mapping is there and may be used. */
export function objectSteps(
  { settings, maps, provider }: Connection,
  schema: Schema,
  scopes: readonly string[],
): readonly Finding[] {
  const map = maps[schema.object] ?? [];
  const type = provider.objects[schema.object] ?? schema.object;
  const missing = missingRights({ provider: provider.id, scopes, schema, type, map, settings });
  const whole = missing.filter((one) => one.field === null);
  const fields = missing.filter((one) => one.field !== null);
  const needs = (some: typeof missing) =>
    `Ask the CRM's admin to grant: ${[...new Set(some.map((one) => one.need))].slice(0, 4).join("; ")}.`;
  const names = fields.map((one) => one.field).slice(0, 8);
  return [
    whole.length > 0
      ? wrong("Rights", `${type} may not be ${whole.map((one) => PAST[one.right]).join(" or ")}.`, needs(whole))
      : right("Rights", `${type} may be read${schema.updatable ? ", and written" : ""}.`),
    fields.length > 0
      ? wrong(
          "Description",
          `Of ${map.length} mapped fields ${fields.length} may not be used: ${names.join(", ")}${fields.length > 8 ? " and more" : ""}.`,
          needs(fields),
        )
      : right(
          "Description",
          `It was read: ${Object.keys(schema.fields).length} fields, and all ${map.length} mapped ones may be used.`,
        ),
  ];
}

const PAST = { read: "read", create: "made", update: "changed" } as const;

/** Whether it is found in the CRM. `remote` null = the CRM did not show it. */
export function foundStep(externalId: string | null, remote: RemoteRecord | null): Finding {
  const what = "Found there";
  if (externalId === null) return right(what, "It is not linked there yet: it would be made, or matched.");
  if (remote === null)
    return because(what, "REC_DELETED", "its record was deleted there, or is hidden from the connected user");
  return right(what, `It is there under ${externalId}.`);
}

/** What its mapping makes of the CRM's record. */
export function inwardStep(
  { settings, maps }: Connection,
  object: string,
  here: Fields,
  mapped: Mapped | null,
): Finding {
  const what = "Mapping in";
  if (!takesIn(settings, object)) return right(what, "Nothing comes in from there: the import is switched off.");
  if (mapped === null) return right(what, "There is nothing to read in yet.");
  const [first] = mapped.problems;
  if (first)
    return wrong(
      what,
      `${first.remote} cannot be read in: ${first.detail} (${first.reason}).`,
      reason(first.reason).todo,
    );
  // A reference is the CRM's id there and ours here.
  const plain = new Set((maps[object] ?? []).filter((line) => line.references === null).map((line) => line.field));
  const differing = Object.keys(changedFields(here, mapped.fields)).filter((field) => plain.has(field));
  const apart =
    differing.length === 0
      ? "all as they are here"
      : `${differing.length} other than here: ${differing.slice(0, 8).join(", ")}`;
  return right(what, `${Object.keys(mapped.fields).length} fields can be read in, ${apart}.`);
}

/** What would be sent, held against the CRM's description. */
export function outwardSteps(verdict: Verdict | null, leftOut: Finding | null): readonly Finding[] {
  const what = "Mapping out";
  if (leftOut) return [leftOut];
  if (verdict === null || verdict.kind === "same")
    return [right(what, "The CRM holds everything as far as is known: nothing would be sent.")];
  const count = Object.keys(verdict.write?.fields ?? {}).length;
  const does = verdict.write?.op === "create" ? "It would be made there with" : "It would be changed there in";
  const planned = verdict.write ? [right(what, `${does} ${count} ${count === 1 ? "field" : "fields"}.`)] : [];
  const [fault] = verdict.faults;
  if (!fault) return [...planned, right("Pre-flight", "By its description the CRM takes it.")];
  const { says, todo } = reason(fault.reason);
  return [
    ...planned,
    wrong("Pre-flight", `${fault.detail === "" ? says : fault.detail} (${fault.reason})`, fault.mend ?? todo),
  ];
}

/** A rule of ours, or a switch, keeps it back. */
export function leftOutStep(code: ReasonCode, detail: string): Finding {
  return because("Mapping out", code, detail);
}
