import { chanceOf, every } from "./chance.ts";
import { type ChatEnd, chatEnds } from "./chat-ends.ts";

/** What a seed decides beside the two CRMs: chat, limits, the disk, and a time in which nothing runs. */
export interface Around {
  /** A process looks this often. */
  readonly roundMs: number;
  /** Share of calls to the chat with each end. */
  readonly chatEnds: Readonly<Partial<Record<ChatEnd, number>>>;
  readonly chatDownEveryMs: number | null;
  /** How often somebody deletes a message. */
  readonly deleteEveryMs: number | null;
  /** The time of day falls into the storm, where the clocks are so many hours ahead of UTC. */
  readonly digest: { readonly at: string; readonly zoneHours: number } | null;
  /** HubSpot's limit for ten seconds, while the storm lasts; it changes now and then. */
  readonly burst: { readonly least: number; readonly most: number } | null;
  /** What is left of Salesforce's day when the storm begins. */
  readonly dailyLeft: number | null;
  /** Share of the CRMs' limits that we may use, in percent. */
  readonly share: number;
  readonly diskEveryMs: number | null;
  /** After all is in order nothing runs for so long; then it must come in order again. */
  readonly awayMs: number | null;
}

/** From a stream of its own: what else a seed decides does not shift. */
export function drawAround(seed: number): Around {
  const chance = chanceOf(seed, "around");
  const share = chance.pick([0.03, 0.1, 0.3]);
  const zoneHours = chance.between(-11, 12);
  const at = `${String((10 + zoneHours + 24) % 24).padStart(2, "0")}:0${chance.between(1, 2)}`;
  const limited = chance.next();
  const least = chance.between(3, 8);
  const hour = 3_600_000;
  return {
    roundMs: chance.pick([1_000, 2_500, 2_500]),
    chatEnds: Object.fromEntries(
      chatEnds.filter(() => chance.hits(0.4)).map((end) => [end, share * (0.5 + chance.next())]),
    ),
    chatDownEveryMs: every(chance, 0.2, 40_000),
    deleteEveryMs: every(chance, 0.15, 30_000),
    digest: chance.hits(0.6) ? { at, zoneHours } : null,
    burst: limited < 0.25 ? { least, most: least + chance.between(2, 30) } : null,
    dailyLeft: limited > 0.92 ? chance.between(20, 150) : null,
    share: chance.pick([100, 100, 80]),
    diskEveryMs: every(chance, 0.1, 40_000),
    awayMs: chance.hits(0.2) ? chance.pick([1, 9, 15, 24, 31]) * hour : null,
  };
}
