import { afterEach } from "vitest";
import type { ChannelSettings } from "../../../src/config.ts";
import { createNotices } from "../../../src/notices/deliver.ts";
import { type BedOptions, bed, until } from "../../fakes/bed.ts";
import { recordingBot } from "../../fakes/recording-bot.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

/** The real engine and store, and a small chat, which fails as it is told; a second one where channels of Teams are given. */
export async function open(channels?: readonly ChannelSettings[], options: BedOptions = {}) {
  const own = await bed(options);
  beds.push(own);
  const told = channels ?? own.config.channels.filter((each) => each.platform === "slack");
  const chat = recordingBot(own.clock.wall);
  const teams = recordingBot(own.clock.wall, "teams");
  const bots = told.some((each) => each.platform === "teams") ? [chat.bot, teams.bot] : [chat.bot];
  const logged: string[] = [];
  const another = (engine = own.engine) =>
    createNotices({
      engine,
      channels: told,
      bots,
      clock: own.clock,
      newId: () => "unused",
      publicUrl: "http://127.0.0.1:3000",
      log: (_level, message) => logged.push(message),
    });
  let notices = another();
  /** A second of the daemon's life, so often. */
  const seconds = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      await own.clock.advance(1_000);
      await own.rest();
      await until(own.clock, notices.tick());
    }
  };
  const restart = (engine = own.engine) => {
    notices = another(engine);
  };
  /** Both connections healthy and silent. */
  const healthy = async () => {
    for (const crm of ["salesforce", "hubspot"] as const) await (await own.signIn(crm)).confirm();
    await seconds(4);
  };
  const incidents = () => chat.messages.filter((one) => one.key.startsWith("incident:"));
  const states = (key = "incident:") => chat.shown(key).map((card) => `${card?.kind} ${card?.state}`);
  return {
    ...own,
    chat,
    teams,
    logged,
    another,
    restart,
    waiting: () => notices.waiting(),
    /** As the daemon runs them: each chat for itself. */
    chatTick: (platform: "slack" | "teams") =>
      notices.chats.find((each) => each.platform === platform)?.tick() ?? Promise.resolve(),
    seconds,
    healthy,
    incidents,
    states,
    tick: () => until(own.clock, notices.tick()),
  };
}

export const channel = (more: Partial<ChannelSettings> = {}): ChannelSettings => ({
  name: "ops",
  platform: "slack",
  channel: "C1",
  subscribe: ["incidents", "progress", "failures", "digest"],
  digest: null,
  quiet: null,
  showValues: false,
  ...more,
});
