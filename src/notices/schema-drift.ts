import { z } from "zod";
import type { Card, Line, Section } from "../../bots/card.ts";
import { type IncidentRow, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { counted, foreign, number, plural, share } from "../commands/words.ts";
import { numberIn, textIn, timeIn } from "./facts.ts";

const loss = z.object({
  object: z.string(),
  field: z.string(),
  remote: z.string(),
  label: z.string(),
  since: z.number(),
  records: z.number(),
  renamedTo: z.string().nullable(),
  candidates: z.array(z.object({ name: z.string(), label: z.string(), score: z.number() })),
});
type Loss = z.infer<typeof loss>;

/** Each field has a section of its own; the others are named in one line. */
const TOLD = 3;
/** So many candidates have a button. */
const OFFERED = 2;

/** Mapped fields that the CRM does not show any more: what that hits, what each may be now, and which line to change. */
export function schemaDrift(
  { connection, facts, reason: code }: IncidentRow,
  name: string,
  buttons: Buttons,
): Omit<Card, "kind" | "state" | "footer"> {
  const lost = lossesIn(facts);
  const count = Math.max(numberIn(facts, "fields"), lost.length);
  const since = timeIn(facts, "since");
  const provider = textIn(facts, "provider") ?? connection;
  const others = lost.slice(TOLD).map((one) => `${one.object}.${foreign(one.remote, 40)}`);
  return {
    tone: "warning",
    headline: count > 1 ? `${name}: ${number(count)} mapped fields are gone` : `${name}: a mapped field is gone`,
    lines: [
      `${reason(code).says} All other fields of these records go on; what changes here in ${count > 1 ? "these fields" : "this field"} waits.`,
      "What to do: map the field to what it is now, here or in crmsync.yml, or ask the CRM admin to bring it back or to show it to the connected user. Nothing else is needed: what waits goes on by itself.",
      ...(others.length > 0 ? [`Gone, too: ${others.join(", ")}${count > lost.length ? " and others" : ""}.`] : []),
    ],
    facts: [
      { label: "Cause", value: [{ code }] },
      { label: "Fields", value: number(count) },
      ...(since === null ? [] : [{ label: "Noticed", value: [{ at: since }] }]),
    ],
    sections: lost.slice(0, TOLD).map((one) => section(one, { connection, provider, name }, buttons)),
    actions: [
      buttons.button({ label: "Show failures", verb: "failures", args: { connection } }),
      buttons.button({ label: "Diagnose", verb: "diagnose", args: { connection } }),
    ],
  };
}

function section(
  { object, field, remote, label, records, renamedTo, candidates }: Loss,
  { connection, provider, name }: { connection: string; provider: string; name: string },
  buttons: Buttons,
): Section {
  const shown = label === remote ? foreign(remote, 60) : `${foreign(label, 60)} (${foreign(remote, 60)})`;
  const [best] = candidates;
  const target = renamedTo ?? best?.name ?? null;
  const line = `objects.${object}.fields.${field}.${provider}: ${foreign(target ?? "THE_NEW_NAME", 60)}`;
  return {
    heading: `${shown} of ${plural(object)}`,
    lines: [
      `It is our field ${field}; ${counted(records, "linked record")} ${records === 1 ? "holds" : "hold"} something in it here.`,
      ...(renamedTo === null ? [] : [`Most likely it is called ${foreign(renamedTo, 60)} in ${name} now.`]),
      ...(candidates.length > 0 ? [candidatesLine(candidates)] : ["No other field of the object is like it."]),
      ["In crmsync.yml: ", { code: line }],
    ],
    ...(candidates.length === 0
      ? {}
      : {
          actions: candidates.slice(0, OFFERED).map((one, at) =>
            buttons.button({
              label: foreign(`Map ${field} to ${one.name}`, 70),
              verb: "follow-field",
              args: { connection, object, field, remote: one.name },
              ...(at === 0 && one.name === renamedTo ? { style: "primary" as const } : {}),
              confirm: {
                title: "Map it to this field?",
                text: foreign(
                  `${field} of ${plural(object)} is ${one.name} in ${name} from now on. It can be undone.`,
                  280,
                ),
                ok: "Map it",
              },
            }),
          ),
        }),
  };
}

function candidatesLine(candidates: Loss["candidates"]): Line {
  const told = candidates.map(
    (one) => `${foreign(one.label, 60)} (${foreign(one.name, 60)}), ${share(one.score, 1)} alike`,
  );
  return `It may be: ${told.join("; ")}.`;
}

/** Nothing when an incident was written by another version. */
function lossesIn(facts: IncidentRow["facts"]): readonly Loss[] {
  try {
    const read = z.array(loss).safeParse(JSON.parse(textIn(facts, "lost") ?? "[]"));
    return read.success ? read.data : [];
  } catch {
    return [];
  }
}

export function schemaDriftResolved(name: string): { headline: string; lines: readonly Line[] } {
  return {
    headline: `${name}: all mapped fields are there again`,
    lines: ["What had waited for them is sent, and records that were changed in the CRM meanwhile are read again."],
  };
}
