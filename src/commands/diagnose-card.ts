import type { Card, CardAction, Line, Section } from "../../bots/card.ts";
import { TONE_MARKS } from "../../bots/text.ts";
import type { Finding } from "../../engine/index.ts";
import type { Bundle } from "./bundle.ts";
import type { Buttons, Press } from "./buttons.ts";
import { counted, foreign, listed, type Names, number } from "./words.ts";

const SHOWN = 20;

/** What is wrong first, with its mend; then everything that was looked at; then what support asks for. */
export function diagnoseCard(
  { bundle, names }: { readonly bundle: Bundle; readonly names: Names },
  buttons: Buttons,
): Card {
  const { findings, connection, at } = bundle;
  const name = names(connection);
  const first = findings.find((one) => !one.ok);
  const wrong = findings.filter((one) => !one.ok).length;
  const mend = first ? mendOf(first, bundle) : null;
  return {
    kind: "diagnose",
    state: first ? "wrong" : "right",
    tone: first ? "warning" : "good",
    headline: first
      ? `${name}: ${foreign(first.what, 60)} is not right`
      : `${name}: everything that was looked at is right`,
    lines: first
      ? [
          foreign(first.detail, 300),
          ...(first.todo === null ? [] : [`What to do: ${foreign(first.todo, 300)}`]),
          ...(wrong > 1
            ? [`The first that is wrong is usually the cause of the others; ${number(wrong - 1)} more below.`]
            : []),
        ]
      : ["If single records are still wrong, ask for one with record, or see failures: each says why."],
    sections: [
      { heading: "What was looked at", lines: findings.slice(0, SHOWN).map(findingLine) },
      supportSection(bundle),
    ],
    actions: actions(mend, bundle, buttons),
    footer: ["Looked at with live calls at ", { at }, ". Nothing was changed. Only you see this."],
  };
}

/** One finding as one line. */
export function findingLine({ what, ok, detail, todo }: Finding): Line {
  return [
    `${TONE_MARKS[ok ? "good" : "warning"]} `,
    { bold: foreign(what, 60) },
    `: ${foreign(detail, 200)}${ok || todo === null ? "" : ` ${foreign(todo, 200)}`}`,
  ];
}

/** The button that mends a finding; null = none does. */
function mendOf(
  { what }: Pick<Finding, "what">,
  { connection, health }: Pick<Bundle, "connection" | "health">,
): Press | null {
  const args = { connection };
  // While the CRM's own sign-in is ill, signing in again would not help.
  if ((what === "Sign-in" && health !== "provider_outage") || health === "action_needed")
    return { label: "Reconnect", verb: "reconnect", args, style: "primary" };
  if (what === "Paused") return { label: "Resume", verb: "resume", args, style: "primary" };
  if (what === "Daily limit") return { label: "Show limits", verb: "limits", args, style: "primary" };
  if (what.startsWith("Object ")) return { label: "Show failures", verb: "failures", args, style: "primary" };
  return null;
}

function actions(mend: Press | null, { connection, reasons }: Bundle, buttons: Buttons): readonly CardAction[] {
  const failures = { label: "Show failures", verb: "failures", args: { connection } };
  const more = reasons.length > 0 && mend?.verb !== "failures" ? [failures] : [];
  const again = { label: "Look again", verb: "diagnose", args: { connection } };
  return [...(mend ? [mend] : []), ...more, again].map((press) => buttons.button(press));
}

/** Enough to be copied into a letter to whoever helps. */
function supportSection({
  workspace,
  provider,
  account,
  at,
  reasons,
  records,
  unknown,
  version,
  health,
}: Bundle): Section {
  const failed = reasons.filter((one) => one.outcome === "failed").reduce((sum, one) => sum + one.records, 0);
  const byRank = (one: (typeof reasons)[number]) => (one.outcome === "failed" ? 0 : 1);
  const top = [...reasons].sort((a, b) => byRank(a) - byRank(b) || b.records - a.records).slice(0, 5);
  return {
    heading: "For whoever helps from afar",
    lines: [
      "Ask for help when an error stays after a fresh sign-in, when a sync has not moved for hours, or when counts are wrong after a mapping was changed.",
    ],
    facts: [
      { label: "Workspace", value: foreign(workspace, 80) },
      {
        label: "CRM",
        value:
          account === null
            ? provider
            : `${provider}, ${foreign(account.name, 60)} (${foreign(account.id, 40)}), ${account.sandbox ? "sandbox" : "production"}`,
      },
      { label: "When", value: [{ at }] },
      { label: "State", value: health },
      ...(version === null ? [] : [{ label: "Version", value: version }]),
      { label: "Failed now", value: number(failed) },
      {
        label: "By reason",
        value:
          top.length === 0
            ? "none"
            : listed(
                top.map(
                  (one) =>
                    `${number(one.records)} ${one.reason} (${one.object}, ${one.direction}${one.outcome === "failed" ? "" : `, ${one.outcome}`})`,
                ),
              ),
      },
      {
        label: "Failed last",
        value:
          records.length === 0
            ? "none"
            : records.flatMap((one, n) => [n === 0 ? "" : ", ", { code: foreign(one.subject, 60) }]),
      },
      {
        label: "Unknown errors",
        value:
          unknown.length === 0
            ? "none"
            : listed(unknown.map((one) => `${one.fingerprint} (${counted(one.times, "time")})`)),
      },
    ],
  };
}
