import { type Health, type OutcomeRow, type Reason, type ReasonCode, reasons } from "../../engine/index.ts";
import { fixedButtons } from "./buttons.ts";
import { exampleFailed, exampleView, NOW } from "./examples.ts";
import { type Example, NASTY, type Scale } from "./examples-scale.ts";
import { reasonCard } from "./failures-card.ts";
import { statusCard } from "./status-card.ts";

const buttons = () => fixedButtons("example");

/** Every reason of the catalogue on the cards that tell of one: what stands with it, and a connection that stops for it. */
export function reasonExamples(scale: Scale): readonly Example[] {
  return Object.values(reasons).flatMap((reason) => [
    { card: failures(reason, scale), of: reason.code },
    ...(reason.scope === "record" || reason.scope === "field"
      ? []
      : [{ card: status(reason, scale), of: reason.code }]),
  ]);
}

const OUTCOMES = { skip: "skipped", retry: "waiting", fail: "failed", pause: "waiting" } as const satisfies Record<
  Reason["action"],
  OutcomeRow["outcome"]
>;

function failures({ code, action }: Reason, { names, grow, pick }: Scale) {
  const outcome = OUTCOMES[action];
  const groups = pick(["salesforce"], ["salesforce", "hubspot"]).flatMap((connection) =>
    pick(["contact"], ["contact", "account", "deal"]).flatMap((object) =>
      pick(["outbound"] as const, ["outbound", "inbound"] as const).map((direction) => ({
        connection,
        object,
        direction,
        outcome,
        reason: code,
        records: pick(1, 1_284),
        firstAt: NOW - 86_400_000,
      })),
    ),
  );
  const examples = exampleFailed(pick(1, 20), { reason: code, outcome, detail: pick("", NASTY) });
  return reasonCard(grow({ code, groups, by: { connection: "salesforce" }, examples, names, now: NOW }), buttons());
}

/** Whoever can mend it is asked for it; what the engine mends itself only slows a connection down. */
function status({ code, fixer }: Reason, { names, grow, pick }: Scale) {
  const health: Health =
    fixer === "engine" ? { state: "degraded", reason: code } : { state: "action_needed", reason: code, fixer };
  const views = [
    exampleView("salesforce", health),
    ...pick<ReasonCode[]>([], [code]).map((reason) => exampleView("hubspot", { state: "degraded", reason })),
  ];
  const settings = views.map(({ name }) => ({ name, import: true, export: true }));
  return statusCard(grow({ views, settings, names, now: NOW, connection: null }), buttons());
}
