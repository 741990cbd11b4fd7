import type { FieldChange } from "../store/field-changes.ts";
import type { FieldWrite } from "../store/writers.ts";
import { type FieldStep, MARGIN_MS, type WhyInput, type WriteNote, type WriteRule } from "./why-steps.ts";

/** What became of the value here, oldest first: exactly what a trigger kept, and what runs tell of the rest. Pure. */
export function changesHere(field: string, input: WhyInput): readonly FieldStep[] {
  const { record, changes, writes } = input;
  const own = changes.filter((one) => Object.hasOwn(one.before, field));
  const inbound = writes.filter((one) => one.subject !== record.id && one.fields.includes(field));
  const runs = own.map((change) => inbound.find((write) => isOf(write, change, input)) ?? null);
  const untraced = inbound.filter((write) => !runs.includes(write) && write.direction !== "outbound");
  const exact = own.map((change, at): FieldStep => {
    const next = own[at + 1];
    const until = next?.version ?? record.version + 1;
    const whole = isWhole(changes, change.version, until);
    const value = next ? next.before[field] : record.fields[field];
    return {
      what: "written",
      connection: change.origin,
      at: change.at,
      runId: runs[at]?.runId ?? null,
      kind: runs[at]?.kind ?? null,
      by: runs[at]?.askedBy ?? null,
      before: change.before[field] ?? null,
      after: whole ? (value ?? null) : undefined,
      rule: ruleOf(field, change, own[at - 1], runs[at] ?? null, input),
      notes: change.origin === null ? [] : inboundNotes(field, change.origin, input),
    };
  });
  const others = untraced.map((write) => untracedStep(field, write, input));
  return [...begin(field, own[0], others, input), ...others, ...exact];
}

/** No version between these two is missing: nothing else can have changed the field meanwhile. */
function isWhole(changes: readonly FieldChange[], from: number, until: number): boolean {
  const known = new Set(changes.map((one) => one.version));
  for (let version = from + 1; version < until; version += 1) if (!known.has(version)) return false;
  return true;
}

/** A page and its records are stamped alike. A resync may have spoken to several connections. */
function isOf(write: FieldWrite, { origin, at }: FieldChange, { links }: WhyInput): boolean {
  if (origin === null || at === null || Math.abs(write.at - at) > 1) return false;
  return connectionOf(write, links) === origin;
}

function connectionOf({ connection, subject }: FieldWrite, links: WhyInput["links"]): string {
  return connection === "*" ? (links.find((link) => link.externalId === subject)?.connection ?? "*") : connection;
}

function ruleOf(
  field: string,
  { origin, at, before }: FieldChange,
  earlier: FieldChange | undefined,
  write: FieldWrite | null,
  input: WhyInput,
): WriteRule {
  if (origin === null) return "written_here";
  if (write?.kind === "resync" && write.direction === "inbound") return "person";
  const own = before[field] ?? null;
  const link = input.links.find(
    (one) => one.connection === origin && at !== null && Math.abs(one.linkedAt - at) <= MARGIN_MS,
  );
  if (link || write?.kind === "backfill") return own === null || own === "" ? "fill" : "first";
  if (input.maps.get(origin)?.find((one) => one.field === field)?.behaviour === "fill") return "fill";
  if (earlier && earlier.origin !== origin && !wasSent(field, origin, earlier, at, input)) {
    return input.policy(field, origin) === "theirs" ? "theirs" : "newer";
  }
  return write?.kind === "resync" ? "resync" : "changed_there";
}

/** Whether what was written before had reached the connection by then: otherwise both sides had changed the field. */
function wasSent(
  field: string,
  connection: string,
  earlier: FieldChange,
  until: number | null,
  { changes, writes, record, createdAt, createdThere }: WhyInput,
): boolean {
  const since =
    earlier.at ?? changes.findLast((one) => one.version < earlier.version && one.at !== null)?.at ?? createdAt ?? 0;
  const isBefore = (time: number) => until === null || time <= until;
  if (createdThere.some((one) => one.connection === connection && one.at >= since && isBefore(one.at))) return true;
  return writes.some(
    (one) =>
      one.subject === record.id &&
      one.connection === connection &&
      one.fields.includes(field) &&
      one.at >= since &&
      isBefore(one.at),
  );
}

function untracedStep(field: string, write: FieldWrite, input: WhyInput): FieldStep {
  const { at, runId, kind, askedBy: by } = write;
  const connection = connectionOf(write, input.links);
  const rule = kind === "backfill" ? "first" : kind === "resync" ? "resync" : "changed_there";
  const notes = inboundNotes(field, connection, input);
  return { what: "written", connection, at, runId, kind, by, before: undefined, after: undefined, rule, notes };
}

/** What the record was made with, as far as its changes reach back; nothing where it was empty then. */
function begin(
  field: string,
  first: FieldChange | undefined,
  others: readonly FieldStep[],
  { record, changes, links, createdAt, createdBy }: WhyInput,
): readonly FieldStep[] {
  const isReached = isWhole(changes, 1, first?.version ?? record.version + 1);
  const value = first ? first.before[field] : record.fields[field];
  // What came in between without being kept may be all that there is.
  if (others.length > 0) return [];
  const after = isReached ? (value ?? null) : undefined;
  if (after === null || after === "") return [];
  const maker = createdAt === null ? undefined : links.find((link) => link.linkedAt === createdAt);
  const made = { what: "written", rule: "made", before: null, after, at: createdAt, by: null, notes: [] } as const;
  if (!maker) return [{ ...made, connection: null, runId: null, kind: null }];
  const { runId = null, kind = null } = createdBy ?? {};
  return [{ ...made, connection: maker.connection, runId, kind }];
}

function inboundNotes(field: string, connection: string, { maps }: WhyInput): readonly WriteNote[] {
  const line = maps.get(connection)?.find((one) => one.field === field);
  return [
    ...(line?.direction === "inbound" ? (["inbound_only"] as const) : []),
    ...(line?.translate ? (["translate"] as const) : []),
  ];
}
