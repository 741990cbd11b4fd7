import type { PushResult, Trouble, Write } from "../../provider.ts";
import type { Value } from "../../record.ts";
import { plain } from "../../trouble.ts";
import { inOrder, linkedIds } from "./activity-ends.ts";
import { type ActivityType, activityType, type End, ends } from "./activity-types.ts";
import { type Budget, type Item, type Outcome, sendBatch } from "./batch.ts";
import type { Client } from "./client.ts";
import { fromEnd } from "./links.ts";

/** The fields of a write to this type that are associations. */
export function isEndOf(type: string, field: string): boolean {
  return activityType(type) !== null && ends.some((end) => end.field === field);
}

/** What a new record of this type is associated with from the beginning. */
export function newEnds(
  type: string,
  write: Write,
): readonly { readonly to: string; readonly types: readonly number[] }[] {
  const of = activityType(type);
  if (of === null) return [];
  return ends.flatMap(({ field, to }) => {
    const target = targetIn(write, field);
    return target ? [{ to: target, types: [of.associations[to]] }] : [];
  });
}

/** Which field an association that HubSpot refused came from; null = none of ours. */
export function endAimedAt(type: string, write: Write, detail: string): string | null {
  if (activityType(type) === null) return null;
  const given = ends.filter(({ field }) => targetIn(write, field));
  return (given.find(({ singular }) => detail.includes(singular)) ?? given[0])?.field ?? null;
}

interface Wanted {
  readonly write: Write;
  readonly id: string;
}

/** Associates existing records as their writes say; tells only the failures, by the write's key. */
export async function setEnds(
  client: Client,
  type: string,
  wanted: readonly Wanted[],
  budget: Budget,
): Promise<ReadonlyMap<string, PushResult>> {
  const failures = new Map<string, PushResult>();
  const of = activityType(type);
  if (of === null) return failures;
  for (const end of ends) {
    const open = wanted.filter(({ write }) => end.field in write.fields && !failures.has(write.key));
    for (const [key, trouble] of await setEnd(client, of, end, open, budget))
      failures.set(key, { key, ok: false, ...trouble });
  }
  return failures;
}

interface Move extends Item {
  readonly id: string;
  /** "" = none. */
  readonly target: string;
  /** What has to go; null = nothing. */
  readonly former: string | null;
}

/** The new one is there before the old one goes: a crash between the two loses neither. */
async function setEnd(
  client: Client,
  of: ActivityType,
  end: End,
  wanted: readonly Wanted[],
  budget: Budget,
): Promise<ReadonlyMap<string, Trouble>> {
  if (wanted.length === 0) return new Map();
  const present = await linkedIds(
    client,
    of,
    end,
    wanted.map(({ id }) => id),
  );
  const failures = new Map<string, Trouble>();
  const moves: Move[] = [];
  for (const { write, id } of wanted) {
    const move = moveOf(present.get(id) ?? [], targetIn(write, end.field));
    if (move === "same") continue;
    if (move === "hidden") failures.set(write.key, hidden(of, end));
    else moves.push({ trace: write.key, id, properties: {}, ...move });
  }
  const link = async (items: readonly Move[]) => {
    const links = items.map(({ id, target }) => ({ from: id, to: target, types: [of.associations[end.to]] }));
    const { results, errors } = await client.link(of.type, end.to, links);
    return { results: results.map((row) => ({ id: fromEnd(row) })), errors };
  };
  const part = async (items: readonly Move[]) => {
    const pairs = items.flatMap(({ id, former }) => (former === null ? [] : [{ from: id, to: former }]));
    await client.unlink(of.type, end.to, pairs);
    return { results: items.map(({ id }) => ({ id })), errors: [] };
  };
  const note = (outcomes: ReadonlyMap<string, Outcome>) => {
    for (const [key, outcome] of outcomes) if (!outcome.ok) failures.set(key, aimed(outcome.trouble, end));
  };
  note(
    await sendBatch(
      moves.filter(({ target }) => target !== ""),
      link,
      budget,
    ),
  );
  const former = moves.filter((move) => move.former !== null && !failures.has(move.trace));
  note(await sendBatch(former, part, budget));
  return failures;
}

/**
 * What has to be done so that `target` is the one that is read, the lowest of the present ones. Only that one is ever
 * taken away: others are associations that we did not make, and one of them may stand in the way.
 */
export function moveOf(
  present: readonly string[],
  target: string | null,
): "same" | "hidden" | { readonly target: string; readonly former: string | null } {
  const [former = null, ...others] = present;
  if (former === target) return "same";
  const [first = null] = inOrder(target === null ? others : [...others, target]);
  return first === target ? { target: target ?? "", former } : "hidden";
}

function hidden(of: ActivityType, { field, object }: End): Trouble {
  const words = `this ${of.word} has several ${object}s in HubSpot, and another one would stand first: take it away there`;
  return { ...plain("REF_ASSOC_LIMIT", words), field };
}

function aimed(trouble: Trouble, end: End): Trouble {
  return trouble.field === null && trouble.reason === "REF_INVALID" ? { ...trouble, field: end.field } : trouble;
}

function targetIn(write: Write, field: string): string | null {
  const value: Value | undefined = write.fields[field];
  return value === undefined || value === null || value === "" ? null : String(value);
}
