import type { Value } from "../record.ts";
import type { FieldWrite } from "../store/writers.ts";
import type { FieldMap } from "./field-map.ts";
import type { FieldStep, WhyInput, WriteNote } from "./why-steps.ts";

/** What was brought to the CRMs of a field, and what a person decided for ours; oldest first. Pure. */
export function sendings(field: string, input: WhyInput): readonly FieldStep[] {
  const { record, writes, links, maps, createdThere } = input;
  const outbound = writes.filter((one) => one.subject === record.id && one.fields.includes(field));
  const steps = outbound.map((write, place): FieldStep => {
    const { at, runId, kind, connection, askedBy: by } = write;
    const own = outbound.filter((one) => one.connection === connection);
    const isLast = own.findLast((one) => !isChoice(one)) === write;
    const link = isLast
      ? links.find((one) => one.connection === connection && one.sent?.[field] !== undefined)
      : undefined;
    const after = link?.sent?.[field];
    const earlier = outbound.slice(0, place).findLast((one) => one.connection === connection);
    const chosen = isChoice(write) || (earlier !== undefined && isChoice(earlier));
    const line = maps.get(connection)?.find((one) => one.field === field);
    return {
      what: isChoice(write) ? "chosen" : "sent",
      connection,
      at,
      runId,
      kind,
      by,
      before: link?.replaced?.[field],
      after,
      rule: chosen ? "person" : input.policy(field, connection) === "ours" ? "ours" : "owed",
      notes: outboundNotes(line, record.fields[field] ?? null, after),
    };
  });
  const made = createdThere
    .filter((one) => maps.get(one.connection)?.some((line) => line.field === field && line.direction !== "inbound"))
    .map(({ connection, at, runId }): FieldStep => {
      const blank = { before: null, after: undefined, by: null, notes: [] };
      return { what: "sent", connection, at, runId, kind: "live", rule: "made", ...blank };
    });
  return [...made, ...steps];
}

/** A person decided for our side: what follows sends it. */
function isChoice({ kind, direction }: FieldWrite): boolean {
  return kind === "resync" && direction === "outbound";
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
