import { z } from "zod";
import type { Finding } from "../../engine/index.ts";
import { type Ask, replyWith, verb } from "./desk.ts";
import { doctorCard } from "./doctor-card.ts";
import {
  clockFinding,
  databaseFinding,
  diskFinding,
  postsFinding,
  scheduleFinding,
  unknownFinding,
} from "./doctor-looks.ts";
import { foreign } from "./words.ts";

export const doctor = verb({
  name: "doctor",
  role: "operator",
  looks: true,
  summary: "Looks at the whole installation: database, disk, clock, schedule, connections, chat.",
  usage: "",
  examples: ["doctor"],
  slots: [],
  args: z.object({}),
  run: async (_args, ask) => {
    const findings = await look(ask);
    const version = ask.desk.machine?.version ?? null;
    const wrong = findings.some((one) => !one.ok);
    return replyWith(ask, "caller", (buttons) => doctorCard({ findings, version, now: ask.desk.now() }, buttons), {
      data: { version, at: ask.desk.now(), findings },
      ...(wrong ? { exit: 1 as const } : {}),
    });
  },
});

/** In the order in which one thing needs the other: the first that is wrong is usually the cause. */
async function look(ask: Ask): Promise<readonly Finding[]> {
  const { engine, machine, examineChat } = ask.desk;
  const now = ask.desk.now();
  const store = await engine.examine();
  const free = (await machine?.freeBytes()) ?? null;
  const connections = await Promise.all(engine.settings.connections.map(({ name }) => connectionFinding(name, ask)));
  const chat = examineChat ? await examineChat.call(ask.desk) : null;
  const unknown = await engine.unknowns(100);
  return [
    databaseFinding(store, engine.storage()),
    ...diskFinding(free, store.bytes),
    clockFinding(store.newestAt, now),
    scheduleFinding(store.aliveAt, now),
    ...connections,
    ...(chat?.map((one) => ({ ...one, what: `Chat ${one.what}` })) ?? [
      { what: "Chat", ok: true, detail: "Not looked at from here.", todo: null },
    ]),
    postsFinding(store.posts),
    unknownFinding(unknown),
  ];
}

/** A connection in one line: the first that is wrong there. */
async function connectionFinding(name: string, { desk, names }: Ask): Promise<Finding> {
  const what = names(name);
  try {
    const first = (await desk.engine.diagnose(name)).find((one) => !one.ok);
    if (!first) return { what, ok: true, detail: "Everything that was looked at is right.", todo: null };
    const todo = first.todo?.replaceAll("NAME", name) ?? null;
    return { what, ok: false, detail: foreign(`${first.what}: ${first.detail}`, 300), todo };
  } catch (cause) {
    desk.log("warn", "a connection could not be looked at", { connection: name, cause: String(cause) });
    return { what, ok: false, detail: "It could not be looked at.", todo: "See the log." };
  }
}
