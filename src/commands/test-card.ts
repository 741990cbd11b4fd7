import type { Card, Line } from "../../bots/card.ts";
import type { Finding, ObjectName, RecordView, RoadView } from "../../engine/index.ts";
import type { Buttons } from "./buttons.ts";
import { findingLine } from "./diagnose-card.ts";
import { titleOf } from "./record-title.ts";
import { capital, counted, duration, foreign, type Names, plural } from "./words.ts";

/** One road with its end: going = the write has not told its end yet. */
export interface Road {
  readonly view: RoadView;
  /** The resync that wrote; null = the road ended before. */
  readonly runId: string | null;
  readonly steps: readonly Finding[];
  readonly state: "passed" | "failed" | "going";
}

export interface TestInput {
  readonly roads: readonly Road[];
  readonly view: RecordView | null;
  readonly names: Names;
  readonly now: number;
  /** Nobody named it: it is the one that was synced last. */
  readonly isChosen: boolean;
}

/** Each step with what it met, up to the first that is not right; then what that says of all others (D6). */
export function testCard({ roads, view, names, now, isChosen }: TestInput, buttons: Buttons): Card {
  const failed = roads.filter((road) => road.state === "failed");
  const going = roads.filter((road) => road.state === "going");
  const state = failed.length > 0 ? "failed" : going.length > 0 ? "going" : "passed";
  const object = roads[0]?.view.object ?? "record";
  const id = roads[0]?.view.recordId ?? "";
  const title = foreign(view ? titleOf(view) : id, 40);
  const [first, second] = failed;
  const where = first && !second ? names(first.view.connection) : counted(failed.length, "CRM");
  const headlines = {
    failed: `Test of ${object} ${title}: not right at ${where}`,
    going: `Test of ${object} ${title}: right so far`,
    passed: `Test of ${object} ${title}: right all the way`,
  };
  return {
    kind: "test",
    state,
    tone: state === "failed" ? "warning" : state === "going" ? "working" : "good",
    headline: headlines[state],
    lines: [
      ...(isChosen ? ["No record was named: it is the one that was synced last."] : []),
      ...failed.flatMap((road) => failedLines(road, names)),
      ...going.map(
        ({ runId }): Line => ["The write is not at its end yet. See how it goes: ", { code: `runs ${runId}` }, "."],
      ),
      ...(state === "passed" ? roads.map((road) => scheduleLine(road.view, names, now)) : []),
    ],
    sections: roads.map((road) => ({
      heading: names(road.view.connection),
      tone: road.state === "failed" ? "warning" : road.state === "going" ? "working" : "good",
      lines: road.steps.map(findingLine),
    })),
    actions: [
      ...failed.slice(0, 2).flatMap((road) => mend(road, names, buttons)),
      buttons.button({ label: "Show the record", verb: "record", args: { object, id } }),
      buttons.button({
        label: "Test again",
        verb: "test",
        args: { object, id, ...(roads.length === 1 && roads[0] ? { connection: roads[0].view.connection } : {}) },
      }),
    ],
    footer: ["Tested with live calls at ", { at: now }, ". Only you see this."],
  };
}

/** D6: what fails by hand is not the schedule's fault. */
function failedLines({ steps, view }: Road, names: Names): readonly Line[] {
  const step = steps.find((one) => !one.ok);
  if (!step) return [];
  return [
    `${names(view.connection)}, ${foreign(step.what, 60)}: ${foreign(step.detail, 300)}`,
    ...(step.todo === null ? [] : [`What to do: ${foreign(step.todo, 300)}`]),
  ];
}

/** D6: what passes by hand and still does not arrive by itself is a matter of the schedule. */
function scheduleLine({ connection, schedule }: RoadView, names: Names, now: number): Line {
  const every = `every ${duration(schedule.everyMs)}`;
  const looked =
    schedule.polledAt === null
      ? "were never looked for yet"
      : `were looked for ${duration(Math.max(0, now - schedule.polledAt))} ago`;
  return `If changes still do not arrive by themselves, the schedule is to be looked at: changes in ${names(connection)} ${looked}, and are looked for ${every}.`;
}

function mend({ steps, view: { connection } }: Road, names: Names, buttons: Buttons) {
  const what = steps.find((one) => !one.ok)?.what;
  if (what === "Sign-in")
    return [
      buttons.button({
        label: foreign(`Reconnect ${names(connection)}`, 60),
        verb: "reconnect",
        args: { connection },
        style: "primary",
      }),
    ];
  if (what === "Write" || what === "Pre-flight")
    return [
      buttons.button({
        label: foreign(`Failures of ${names(connection)}`, 60),
        verb: "failures",
        args: { connection },
      }),
    ];
  return [
    buttons.button({ label: foreign(`Diagnose ${names(connection)}`, 60), verb: "diagnose", args: { connection } }),
  ];
}

/** Which object is to be tested. */
export function chooseObject(connection: string, objects: readonly ObjectName[], names: Names, buttons: Buttons): Card {
  return {
    kind: "test",
    state: "choose",
    tone: "info",
    headline: `What of ${names(connection)} is to be tested?`,
    lines: ["Choose one: the record that was synced last goes the whole way. Or name a record in the command."],
    actions: objects
      .slice(0, 10)
      .map((object) =>
        buttons.button({ label: foreign(`Test ${plural(object)}`, 60), verb: "test", args: { connection, object } }),
      ),
  };
}

export function testNothing(connection: string, object: ObjectName, isSynced: boolean, names: Names): Card {
  return {
    kind: "test",
    state: isSynced ? "nothing" : "not_synced",
    tone: "info",
    headline: isSynced
      ? `No ${object} was synced with ${names(connection)} yet`
      : `${capital(plural(object))} are not synced there`,
    lines: isSynced
      ? [["Name one to test it: ", { code: `test ${connection} ${plural(object)} ID` }, "."]]
      : ["Add the object to the connection in crmsync.yml."],
  };
}
