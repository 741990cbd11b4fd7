import { chanceOf, every } from "./chance.ts";
import { type Around, drawAround } from "./draw-around.ts";

/** How a request to a CRM may end, besides well. */
const ends = [
  "slow",
  "refused", // not sent
  "lost before", // perhaps sent, not done
  "lost after", // done
  "limit",
  "down", // 5xx, not done
  "late 504", // 5xx, done
  "web page",
  "garbage", // done, and the answer cut off
  "crash before",
  "crash after",
  "late arrival", // done only some time after its sender died
] as const;
export type End = (typeof ends)[number];

const edits = [
  "salesforce edit",
  "hubspot edit",
  "workspace edit",
  "salesforce create",
  "hubspot create",
  "workspace create",
  "salesforce delete",
  "hubspot delete",
  "workspace delete",
  "clear a field",
  "move to another account",
  "bad value",
  "merge",
  "resync",
  "late commit",
] as const;
export type Edit = (typeof edits)[number];

/** Everything that a seed decides before its world begins. */
export interface Drawn extends Around {
  readonly seed: number;
  /** Whether our own id is mapped to a unique field of both CRMs. */
  readonly ownIds: boolean;
  readonly deletes: "never" | "both";
  readonly workers: number;
  readonly offsetsMs: readonly number[];
  /** Whether a worker can tell that another one is dead (one machine) or must wait for its lease to end (several). */
  readonly knowsDead: boolean;
  /** Faults and edits happen this long, in ms; then everything heals. */
  readonly stormMs: number;
  readonly accounts: number;
  readonly contacts: number;
  readonly latencyMs: number;
  /** Share of requests with each end. */
  readonly ends: Readonly<Partial<Record<End, number>>>;
  readonly edits: readonly Edit[];
  readonly editEveryMs: number;
  /** Share of commits after which the process dies. */
  readonly crashAtCommit: number;
  /** How often, on average, a process is killed, paused, or stopped in order; null = never. */
  readonly killEveryMs: number | null;
  readonly pauseEveryMs: number | null;
  readonly stopEveryMs: number | null;
  readonly outageEveryMs: number | null;
  readonly tokenLifeMs: number;
  readonly rotates: boolean;
  readonly revokes: boolean;
  /** Clocks are far off: then an old value that comes anew cannot be told from one that was read late, and none comes. */
  readonly skewed: boolean;
}

/** A random subset of all troubles (a swarm): with all of them at once, one would hide the others. */
export function draw(seed: number): Drawn {
  const chance = chanceOf(seed, "options");
  const some = <T>(from: readonly T[], share: number) => from.filter(() => chance.hits(share));
  const ownIds = chance.hits(0.6);
  const workers = chance.hits(0.5) ? 2 : 1;
  const large = chance.hits(0.05);
  const rotates = chance.hits(0.2);
  const skewed = chance.hits(0.2);
  // Without our ids in the CRM, a lease protects from doubles only as far as the clocks agree.
  const skewMs = ownIds ? 20_000 : 2_000;
  const share = chance.pick([0.01, 0.03, 0.08]);
  return {
    seed,
    ownIds,
    deletes: chance.hits(0.3) ? "both" : "never",
    workers,
    offsetsMs: Array.from({ length: workers }, () =>
      skewed ? chance.between(-skewMs, skewMs) : chance.between(-300, 300),
    ),
    knowsDead: chance.hits(0.5),
    stormMs: chance.between(40, 90) * 1000,
    accounts: large ? 30 : chance.between(4, 12),
    contacts: large ? 110 : chance.between(8, 30),
    latencyMs: chance.pick([20, 60, 250]),
    ends: Object.fromEntries(
      some(ends, 0.35)
        .filter((end) => !(skewed && (end === "late arrival" || end === "slow")))
        .map((end) => [end, share * (0.5 + chance.next())]),
    ),
    edits: some(edits, 0.6).filter((each) => !(skewed && each === "clear a field")),
    editEveryMs: chance.pick([900, 2_000, 5_000]),
    crashAtCommit: chance.hits(0.3) ? 0.01 : 0,
    killEveryMs: every(chance, 0.4, 40_000),
    pauseEveryMs: every(chance, workers === 2 ? 0.5 : 0.15, 60_000),
    stopEveryMs: every(chance, 0.2, 40_000),
    outageEveryMs: every(chance, 0.25, 60_000),
    tokenLifeMs: chance.hits(0.3) ? chance.between(70, 120) * 1000 : 1_800_000,
    rotates,
    revokes: chance.hits(0.1),
    skewed,
    ...drawAround(seed),
  };
}
