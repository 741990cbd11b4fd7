import { z } from "zod";
import type { RecordView, RoadAsked, RoadView } from "../../engine/index.ts";
import { chooseConnection } from "./choose.ts";
import { type Answered, type Ask, replyWith, type Verb, verb } from "./desk.ts";
import { wrongUse } from "./notes.ts";
import { notFoundCard, severalCard } from "./record-notes.ts";
import { chooseObject, type Road, testCard, testNothing } from "./test-card.ts";
import { writeAsker } from "./words.ts";

const MOST = 5;
/** Roads that one answer walks. */
const ROADS = 4;
/** For how long an answer waits for the end of the write, in milliseconds: people wait no longer. */
const WAIT_MS = 8_000;

/** B35, D6: one record through the whole road, with the write and its proof. */
export const testRecord: Verb = verb({
  name: "test",
  role: "operator",
  summary: "Sends one record the whole way, and says of each step whether it is right.",
  usage: "<connection> <object> [record] | <record>",
  examples: ["test salesforce contacts", "test salesforce contacts ann@example.com", "test 003xx000004TmiQAAS"],
  slots: ["connection", "object", "words"],
  args: z.object({
    connection: z.string().optional(),
    object: z.string().optional(),
    words: z.array(z.string()).optional(),
    id: z.string().optional(),
  }),
  run: async ({ connection, object, words = [], id }, ask) => {
    const name = id ?? words[0];
    if (words.length > 1)
      return {
        show: "caller",
        card: wrongUse(testRecord, `One record at a time: “${words[1]}” is one too many.`, null),
        exit: 2,
      };
    if (name !== undefined) return named(name, { connection, object }, ask);
    if (connection === undefined && object === undefined)
      return { show: "caller", card: wrongUse(testRecord, "It is not said what to test.", null), exit: 2 };
    if (connection === undefined) return chooseConnection(ask, "test", "Test");
    const own = ask.desk.engine.settings.connections.find((each) => each.name === connection);
    const objects = own?.objects ?? [];
    if (object === undefined)
      return replyWith(ask, "caller", (buttons) => chooseObject(connection, objects, ask.names, buttons), { exit: 2 });
    const last = objects.includes(object) ? await ask.desk.engine.lastSynced(connection, object) : null;
    if (last === null)
      return replyWith(ask, "caller", () => testNothing(connection, object, objects.includes(object), ask.names), {
        exit: 1,
      });
    return walk([{ connection, object, id: last }], null, ask);
  },
});

interface Narrowed {
  readonly connection: string | undefined;
  readonly object: string | undefined;
}

async function named(name: string, { connection, object }: Narrowed, ask: Ask): Promise<Answered> {
  const { engine } = ask.desk;
  const found = (await engine.findRecords(name, MOST + 1)).filter(
    (view) => object === undefined || view.object === object,
  );
  const [view, second] = found;
  if (!view?.record) return { show: "caller", card: notFoundCard(name, null), exit: 1 };
  if (second) {
    const also: Readonly<Record<string, string>> = connection === undefined ? {} : { connection };
    return replyWith(
      ask,
      "caller",
      (buttons) => severalCard(found.slice(0, MOST), name, found.length > MOST, "test", buttons, also),
      { data: found.slice(0, MOST), exit: 1 },
    );
  }
  const places = engine.settings.connections.filter(
    (own) => own.objects.includes(view.object) && (connection === undefined || own.name === connection),
  );
  if (places.length === 0)
    return replyWith(ask, "caller", () => testNothing(connection ?? "", view.object, false, ask.names), { exit: 1 });
  const { object: kind, record } = view;
  return walk(
    places.slice(0, ROADS).map((own) => ({ connection: own.name, object: kind, id: record.id })),
    view,
    ask,
  );
}

async function walk(asked: readonly RoadAsked[], view: RecordView | null, ask: Ask): Promise<Answered> {
  const { engine, now } = ask.desk;
  const [first] = asked;
  const [found] = view || !first ? [view] : await engine.findRecords(first.id, 1);
  const walked = await Promise.all(asked.map((one) => engine.walkRoad(one)));
  const roads = await sent(walked, ask);
  const right = roads.every(({ state }) => state !== "failed");
  const input = { roads, view: found ?? null, names: ask.names, now: now(), isChosen: view === null };
  return replyWith(ask, "caller", (buttons) => testCard(input, buttons), {
    data: roads,
    ...(right ? {} : { exit: 1 as const }),
  });
}

/** Where the road is free so far, the record is written and read back; each by a resync of its own. */
async function sent(walked: readonly RoadView[], ask: Ask): Promise<readonly Road[]> {
  const { engine, onOrder } = ask.desk;
  const orders: (string | null)[] = [];
  for (const { connection, object, recordId: id, steps } of walked) {
    const isFree = steps.every((step) => step.ok);
    const selection = { record: { object, id, connection } };
    orders.push(isFree ? (await engine.orderResync(selection, writeAsker(ask.caller))).runId : null);
  }
  if (orders.some((runId) => runId !== null)) onOrder();
  return Promise.all(
    walked.map(async (view, at): Promise<Road> => {
      const runId = orders[at] ?? null;
      if (runId === null) return { view, runId, steps: view.steps, state: "failed" };
      const run = await engine.awaitRun(runId, WAIT_MS);
      const { connection, object, recordId: id } = view;
      const end = await engine.roadEnd({ connection, object, id }, runId);
      const steps = [...view.steps, ...end];
      if (!steps.every((step) => step.ok)) return { view, runId, steps, state: "failed" };
      return { view, runId, steps, state: run?.state === "in_progress" || end.length === 0 ? "going" : "passed" };
    }),
  );
}
