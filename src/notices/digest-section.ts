import type { Line, Section } from "../../bots/card.ts";
import { type ConnectionView, type OutcomeGroup, reason } from "../../engine/index.ts";
import type { Buttons } from "../commands/buttons.ts";
import { outcomeCounts, total, whichWay } from "../commands/groups.ts";
import { healthWords } from "../commands/health-words.ts";
import { capital, counted, number, share } from "../commands/words.ts";
import { compared, type DigestInput, type DigestLine } from "./digest-rows.ts";

/** So many reasons are told one by one; the rest is counted, so that the numbers still add up. */
const TOLD = 6;
const LIMIT_TOLD = 0.6;
/** An access token that ended is renewed at the next call; after so long somebody should know. */
const STALE_MS = 3_600_000;

export function connectionSection(name: string, input: DigestInput, buttons: Buttons): Section {
  const view = input.views.find((each) => each.name === name) ?? null;
  const mine = input.groups.filter((group) => group.connection === name);
  const past = input.before?.filter((group) => group.connection === name) ?? null;
  const lines = compared(mine, past);
  const failed = total(mine, "failed");
  const standing = view ? stands(view) : [];
  return {
    heading: `${input.names(name)}: ${outcomeCounts(mine) || (standing.length > 0 ? "no record stands wrong" : "all green")}`,
    lines: [
      ...standing,
      ...lines.slice(0, TOLD).map((line) => told(line, input)),
      ...rest(lines.slice(TOLD)),
      ...oldest(mine),
      ...limit(name, input),
      ...token(name, input),
    ],
    ...(failed > 0
      ? {
          actions: [
            buttons.button({
              label: `Resync ${number(failed)}`,
              verb: "resync",
              args: { connection: name, outcome: "failed" },
            }),
          ],
        }
      : {}),
  };
}

/** What is open at the connection itself, and what waits to be sent to it. */
function stands({ health, identity, pending, oldestPendingAt }: ConnectionView): readonly Line[] {
  const { word } = healthWords(health, identity !== null);
  const waits = pending === 0 ? [] : [waitingLine(pending, oldestPendingAt)];
  return health.state === "healthy" ? waits : [`${capital(word)}.`, ...waits];
}

function waitingLine(pending: number, oldestAt: number | null): Line {
  const many = `${counted(pending, "change")} ${pending === 1 ? "waits" : "wait"} to be sent`;
  return oldestAt === null ? `${many}.` : [`${many}, the oldest since `, { at: oldestAt }, "."];
}

function told({ group, change }: DigestLine, { names }: DigestInput): Line {
  const { title } = reason(group.reason);
  const what = whichWay(group, names);
  if (change === "gone")
    return [`Gone: ${what}, ${group.outcome} before: ${lower(title)} (`, { code: group.reason }, ")."];
  return [
    `${capital(what)} ${group.outcome}${change === null ? "" : ` (${change})`}: ${lower(title)} (`,
    { code: group.reason },
    ").",
  ];
}

function rest(lines: readonly DigestLine[]): readonly Line[] {
  const now = lines.filter((line) => line.change !== "gone").map((line) => line.group);
  const gone = lines.length - now.length;
  return [
    ...(now.length > 0 ? [`For ${counted(now.length, "more reason")}: ${outcomeCounts(now)}.`] : []),
    ...(gone > 0 ? [`${counted(gone, "reason")} of the digest before ${gone === 1 ? "is" : "are"} gone.`] : []),
  ];
}

function oldest(groups: readonly OutcomeGroup[]): readonly Line[] {
  const times = groups.filter((group) => group.outcome !== "skipped").map((group) => group.firstAt);
  return times.length === 0 ? [] : [["The oldest that is not resolved stands since ", { at: Math.min(...times) }, "."]];
}

function limit(name: string, { limits }: DigestInput): readonly Line[] {
  const daily = limits.find((each) => each.connection === name)?.daily ?? null;
  if (daily === null || daily.allowed <= 0 || daily.used < LIMIT_TOLD * daily.allowed) return [];
  const { used, allowed } = daily;
  return [`${number(used)} of the ${number(allowed)} API calls that we may make are used (${share(used, allowed)}).`];
}

/** Tokens are renewed by themselves: only one that was not is told. */
function token(name: string, { tokens, now }: DigestInput): readonly Line[] {
  const end = tokens?.find((each) => each.connection === name)?.expiresAt ?? null;
  return end === null || now - end < STALE_MS
    ? []
    : [["Its access token ended at ", { at: end }, " and has not been renewed since."]];
}

function lower(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
