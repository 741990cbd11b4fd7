import type { Value } from "../record.ts";
import type { FieldMap } from "./field-map.ts";
import { type FieldStep, MARGIN_MS, type WhyInput, type WriteNote } from "./why-steps.ts";

/** What was brought to the CRMs of a field, and what a person decided for ours; oldest first. Pure. */
export function sendings(field: string, input: WhyInput): readonly FieldStep[] {
  const { record, writes, links, maps, createdThere } = input;
  const outbound = writes.filter((one) => one.subject === record.id && one.fields.includes(field));
  const steps = outbound.map((write): FieldStep => {
    const { at, runId, kind, connection, askedBy: by } = write;
    const isChoice = kind === "resync" && write.direction === "outbound";
    const isLast = outbound.findLast((one) => one.connection === connection && one.kind !== "resync") === write;
    const link = isLast
      ? links.find((one) => one.connection === connection && one.sent?.[field] !== undefined)
      : undefined;
    const after = link?.sent?.[field];
    const chosen = outbound.some(
      (one) => one.kind === "resync" && one.direction === "outbound" && one.at <= at && at - one.at <= MARGIN_MS,
    );
    const rule = isChoice || chosen ? "person" : input.policy(field, connection) === "ours" ? "ours" : "owed";
    const notes = outboundNotes(
      maps.get(connection)?.find((one) => one.field === field),
      record.fields[field] ?? null,
      after,
    );
    const before = link ? link.replaced?.[field] : undefined;
    return { what: isChoice ? "chosen" : "sent", connection, at, runId, kind, by, before, after, rule, notes };
  });
  const made = createdThere
    .filter((one) => maps.get(one.connection)?.some((line) => line.field === field && line.direction !== "inbound"))
    .map(({ connection, at, runId }): FieldStep => {
      const blank = { before: null, after: undefined, by: null, notes: [] };
      return { what: "sent", connection, at, runId, kind: "live", rule: "made", ...blank };
    });
  return [...made, ...steps];
}

function outboundNotes(line: FieldMap | undefined, ours: Value, sent: Value | undefined): readonly WriteNote[] {
  const isEmpty = ours === null || ours === "";
  return [
    ...(line?.direction === "outbound" ? (["outbound_only"] as const) : []),
    ...(line?.translate ? (["translate"] as const) : []),
    ...(isEmpty && line?.default !== null && line?.default !== undefined ? (["default"] as const) : []),
    ...(line?.cut && sent !== undefined && typeof ours === "string" && sent !== ours && !isEmpty
      ? (["cut"] as const)
      : []),
  ];
}
