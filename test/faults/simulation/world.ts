import type { Settings } from "../../../engine/index.ts";
import { openStore } from "../../../engine/store/open.ts";
import { sandboxSettings } from "../../../src/sandbox/program/settings.ts";
import { bedConfig } from "../../fakes/bed-config.ts";
import { createAgenda } from "./agenda.ts";
import { chanceOf } from "./chance.ts";
import { commitWatch, watchCommits } from "./commits.ts";
import { createCrms } from "./crms.ts";
import { channelsOf } from "./digests.ts";
import { type Drawn, draw } from "./draw.ts";
import { createHistory } from "./history.ts";
import { type Disk, populate, type World } from "./people.ts";
import { watchPosts } from "./posts.ts";
import { remoteWatch } from "./remote-writes.ts";
import { createTrace } from "./trace.ts";

export interface Options {
  /** Lines of trace to keep. */
  readonly kept?: number;
  /** Print each line as it happens. */
  readonly live?: boolean;
}

/** Trouble that keeps coming back is looked at again after this time at the latest. */
const longestTrialMs = 300_000;

/** Both CRMs with their people and companies, and empty rows: everything but the workers. */
export async function createWorld(seed: number, options: Options): Promise<{ world: World; settings: Settings }> {
  const drawn = draw(seed);
  const agenda = createAgenda(Date.UTC(2026, 10, 21, 10));
  const trace = createTrace(agenda, options.kept, options.live);
  const crms = createCrms(agenda, drawn);
  const { settings } = bedConfig(settingsOf(drawn));
  const sleep = () => Promise.reject(new Error("nobody waits for these rows"));
  const clock = { wall: agenda.now, mono: agenda.now, sleep };
  const objects = Object.fromEntries(
    Object.entries(settings.objects).map(([object, { fields }]) => [
      object,
      Object.keys(fields).filter((field) => field !== "id"),
    ]),
  );
  const store = await openStore({ url: ":memory:", objects, clock, log: () => undefined });
  await store.write(watchCommits);
  await store.write(watchPosts);
  const disk: Disk = { until: 0 };
  let values = 0;
  const world: World = {
    agenda,
    trace,
    drawn,
    chance: chanceOf(seed, "people"),
    crms,
    store,
    remote: remoteWatch(agenda, trace, crms, drawn.deletes === "both"),
    commits: commitWatch(trace, crms),
    history: createHistory(),
    channels: channelsOf(drawn),
    disk,
    unsavedSince: (at) => store.trouble() !== null || (disk.until > 0 && disk.until + longestTrialMs > at),
    fresh: () => {
      values += 1;
      return values;
    },
  };
  populate(world);
  return { world, settings };
}

/** The sandbox's own settings for people and companies, with or without our id in the CRMs. */
function settingsOf({ ownIds, deletes, share }: Drawn): string {
  const all = sandboxSettings()
    .replaceAll("share: 100", `share: ${share}`)
    .replaceAll(/objects: \[account, contact[^\]]*\]/g, "objects: [account, contact]")
    .replace(/^ {2}deal:\n[\s\S]*?(?=^channels:)/m, "");
  const yaml = ownIds ? all : all.replaceAll(/^ {6}id: .*\n/gm, "");
  return deletes === "never" ? yaml : yaml.replaceAll(/^ {4}match: /gm, "    delete: both\n    match: ");
}
