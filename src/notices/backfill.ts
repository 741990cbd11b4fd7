import type { Card, Fact, Progress } from "../../bots/card.ts";
import type { ConnectionView, ObjectView } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { healthWords } from "../commands/health-words.ts";
import { about, capital, counted, duration, number, plural, share } from "../commands/words.ts";

/** The objects of a connection whose first syncs belong together, and when the first of them began. */
export interface Backfill {
  readonly startedAt: number;
  /** null = it goes on. */
  readonly finishedAt: number | null;
  readonly objects: readonly ObjectView[];
}

/** A first sync that begins later than this after the others ended is one of its own: an object was added. */
const APART_MS = 600_000;
/** States in which a first sync does not move. */
const HELD: readonly ConnectionView["health"]["state"][] = [
  "action_needed",
  "provider_outage",
  "paused",
  "stuck",
  "throttled",
];

/** The newest first sync of a connection; null = none has begun. */
export function backfillOf(objects: readonly ObjectView[], now: number): Backfill | null {
  const begun = objects
    .filter((view) => view.startedAt !== null)
    .sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  let wave: ObjectView[] = [];
  for (const view of begun) {
    const ended = endOf(wave);
    if (ended !== null && (view.startedAt ?? 0) > ended + APART_MS) wave = [];
    wave.push(view);
  }
  const [first] = wave;
  if (!first) return null;
  const ended = endOf(wave);
  // What has not begun yet follows at once, or it belongs to a later one.
  const next = ended === null || now <= ended + APART_MS ? objects.filter((view) => view.startedAt === null) : [];
  return { startedAt: first.startedAt ?? 0, finishedAt: next.length > 0 ? null : ended, objects: [...wave, ...next] };
}

function endOf(wave: readonly ObjectView[]): number | null {
  if (wave.length === 0 || wave.some((view) => view.finishedAt === null)) return null;
  return Math.max(...wave.map((view) => view.finishedAt ?? 0));
}

/** One message per first sync, edited as it moves; nothing in it changes while nothing moves. */
export function backfillCard(view: ConnectionView, backfill: Backfill, name: string, buttons: Buttons): Card {
  return backfill.finishedAt === null
    ? running(view, backfill, name, buttons)
    : complete(view, backfill, name, buttons);
}

function running(view: ConnectionView, backfill: Backfill, name: string, buttons: Buttons): Card {
  const { state } = view.health;
  const held = HELD.includes(state);
  const words = held ? healthWords(view.health, view.identity !== null) : null;
  const progress = progressOf(backfill);
  const done = sum(backfill.objects, (each) => each.done);
  return {
    kind: "backfill",
    state: held ? "held" : "running",
    tone: held ? "warning" : "working",
    headline: held
      ? `${name}: the first sync stands still`
      : `${name}: the first sync is running${progress ? `, ${share(progress.done, progress.total)}` : ""}`,
    lines: [
      ...(words ? [`${capital(words.word)}. It goes on from where it stopped.`, ...words.lines] : []),
      ...(progress ? [] : [`${counted(done, "record")} so far; the CRM does not tell how many there are.`]),
    ],
    ...(progress ? { progress } : {}),
    facts: backfill.objects.map(objectFact),
    actions: [buttons.button({ label: "Show status", verb: "status", args: { connection: view.name } })],
    footer: [`${name}, begun `, { at: backfill.startedAt }, ". Very large CRMs take a couple of hours."],
  };
}

/** The time left is reckoned at the last movement, so that it only changes with one. */
function progressOf({ objects, startedAt }: Backfill): Progress | null {
  if (objects.some((view) => view.total === null && view.finishedAt === null)) return null;
  const total = sum(objects, (view) => Math.max(view.total ?? 0, view.done));
  const done = sum(objects, (view) => view.done);
  const tookMs = Math.max(...objects.map((view) => view.movedAt ?? 0)) - startedAt;
  const left = done > 0 && tookMs > 0 && done < total ? `, ${about((tookMs / done) * (total - done))} left` : "";
  return { done, total, text: `${number(done)} of ${counted(total, "record")}${left}` };
}

function objectFact({ object, done, total, startedAt, finishedAt }: ObjectView): Fact {
  const label = capital(plural(object));
  if (finishedAt !== null) return { label, value: `complete, ${number(done)}` };
  if (startedAt === null) return { label, value: "next" };
  return {
    label,
    value:
      total === null
        ? `${number(done)} so far`
        : `${number(done)} of ${number(Math.max(total, done))} (${share(done, Math.max(total, done))})`,
  };
}

function complete(
  view: ConnectionView,
  { objects, startedAt, finishedAt }: Backfill,
  name: string,
  buttons: Buttons,
): Card {
  const end = finishedAt ?? startedAt;
  const failed = sum(objects, (each) => each.failed);
  const skipped = sum(objects, (each) => each.skipped);
  const args = { connection: view.name };
  return {
    kind: "backfill",
    state: "complete",
    tone: "good",
    headline: `${name}: the first sync is complete`,
    lines: [
      `${counted(
        sum(objects, (each) => each.done),
        "record",
      )} read in ${duration(Math.max(0, end - startedAt))}. From now on only changes travel.`,
      ...(failed + skipped > 0
        ? [`${number(skipped)} were skipped on purpose, ${number(failed)} failed; Show failures says why.`]
        : []),
    ],
    facts: objects.map((each) => ({ label: capital(plural(each.object)), value: counts(each) })),
    actions: [
      ...(failed + skipped > 0 ? [buttons.button({ label: "Show failures", verb: "failures", args })] : []),
      buttons.button({ label: "Show status", verb: "status", args }),
    ],
    footer: [`${name}, from `, { at: startedAt }, " to ", { at: end }],
  };
}

function counts({ known, synced, skipped, failed, waiting }: ObjectView): string {
  const last = waiting > 0 ? ` + ${number(waiting)} waiting` : "";
  return `${number(known)} known = ${number(synced)} synced + ${number(skipped)} skipped + ${number(failed)} failed${last}`;
}

function sum(objects: readonly ObjectView[], pick: (view: ObjectView) => number): number {
  return objects.reduce((total, view) => total + pick(view), 0);
}
