import type { ObjectName, Schema, SchemaField } from "../record.ts";
import type { ConnectionSettings } from "../settings.ts";
import type { FieldMap } from "./field-map.ts";
import { isOtherKind } from "./fit.ts";
import { isMissing } from "./lost.ts";
import { rankCandidates } from "./rename.ts";
import { type Switches, sendsOut, takesIn } from "./switches.ts";

/** What is to be known of one mapping before it is used; `says` is one sentence, without any value of a record. */
export interface MappingFinding {
  readonly what:
    | "missing"
    | "unnamed"
    | "own_id"
    | "taken_there"
    | "replaces"
    | "saved"
    | "closed"
    | "half_open"
    | "object_closed"
    | "kind"
    | "reference"
    | "picklist"
    | "required"
    | "switched_off"
    | "ignored";
  /** stop = nothing can be synced by it; warning = something will not be; note = good to know. */
  readonly weight: "stop" | "warning" | "note";
  readonly says: string;
  /** The CRM's names that may be meant, the likeliest first. */
  readonly near: readonly string[];
}

export interface MappingPlace {
  readonly line: FieldMap;
  /** What is configured now. */
  readonly map: readonly FieldMap[];
  readonly schema: Schema;
  readonly connection: Switches & Pick<ConnectionSettings, "writeMode">;
  /** The object only comes in. */
  readonly readOnly: boolean;
}

/**
 * B34: a mapping against the CRM's own description and the mappings that there are: whether the field is there, may be
 * written and can hold what is sent, and whether another one has either end. The gravest first. Pure.
 */
export function checkMapping(place: MappingPlace): readonly MappingFinding[] {
  const { line, schema } = place;
  const found = [...named(line), ...neighbours(place), ...switches(place)];
  const field = schema.fields[line.remote];
  if (isMissing(line, schema)) found.push(missing(place));
  else if (field) found.push(...ofField(place, field));
  return found.toSorted((a, b) => WEIGHTS.indexOf(a.weight) - WEIGHTS.indexOf(b.weight));
}

const WEIGHTS: readonly MappingFinding["weight"][] = ["stop", "warning", "note"];

function finding(
  weight: MappingFinding["weight"],
  what: MappingFinding["what"],
  says: string,
  near: readonly string[] = [],
): MappingFinding {
  return { what, weight, says, near };
}

function named({ field, direction }: FieldMap): MappingFinding[] {
  if (field === "id" && direction !== "outbound")
    return [finding("stop", "own_id", "id is ours and comes from no CRM: its direction is outbound.")];
  if (/^[a-z][a-z0-9_]{0,62}$/.test(field)) return [];
  const says = "Our field names are 1 to 63 small letters, digits and _, beginning with a letter.";
  return [finding("stop", "unnamed", says)];
}

/** Each end of a mapping belongs to one mapping. */
function neighbours({ line, map }: MappingPlace): MappingFinding[] {
  const found: MappingFinding[] = [];
  const other = map.find(
    (each) => each.field !== line.field && each.remote.toLowerCase() === line.remote.toLowerCase(),
  );
  if (other) {
    const says = `${other.field} leads to ${line.remote} already: two of our fields there would overwrite one another.`;
    found.push(finding("warning", "taken_there", says));
  }
  const before = map.find((each) => each.field === line.field);
  if (before && before.remote !== line.remote) {
    found.push(finding("note", "replaces", `${line.field} leads to ${before.remote} now; that would end.`));
  } else if (before && before.direction === line.direction && before.behaviour === line.behaviour) {
    found.push(finding("note", "saved", "It is configured so already."));
  }
  return found;
}

function switches({ line, connection, schema: { object }, readOnly }: MappingPlace): MappingFinding[] {
  if (line.behaviour === "ignore")
    return [finding("note", "ignored", "With ignore nothing is written by it, on either side.")];
  const found: MappingFinding[] = [];
  if (line.direction !== "outbound" && !takesIn(connection, object))
    found.push(finding("warning", "switched_off", "Nothing comes in: import is switched off on this connection."));
  if (line.direction !== "inbound" && !sendsOut(connection, object))
    found.push(finding("warning", "switched_off", "Nothing goes out: export is switched off on this connection."));
  else if (line.direction !== "inbound" && readOnly)
    found.push(finding("warning", "switched_off", "Nothing goes out: this object only comes in."));
  return found;
}

function missing({ line, map, schema }: MappingPlace): MappingFinding {
  const mapped = new Set(map.filter((each) => each.field !== line.field).map((each) => each.remote));
  const free = Object.values(schema.fields).filter((field) => !mapped.has(field.name));
  const meant = { name: line.remote, label: line.remote, type: line.type, options: null };
  const likely = rankCandidates(meant, free, new Set()).map((each) => each.name);
  const near = likely.length > 0 ? likely : free.map((field) => field.name).filter((name) => isSlip(line.remote, name));
  const says = `The CRM's ${schema.object} has no field ${line.remote}, or hides it from the connected user.`;
  return finding("stop", "missing", says, near.slice(0, 3));
}

/** Short names have too few pairs of letters to be alike: one letter may be wrong, missing or too many, or two be swapped. */
function isSlip(typed: string, name: string): boolean {
  const [a, b] = [typed.toLowerCase(), name.toLowerCase()];
  let head = 0;
  while (head < a.length && a[head] === b[head]) head += 1;
  const ends = [
    [a.slice(head + 1), b.slice(head + 1)],
    [a.slice(head + 1), b.slice(head)],
    [a.slice(head), b.slice(head + 1)],
    [`${a.charAt(head + 1)}${a.charAt(head)}${a.slice(head + 2)}`, b.slice(head)],
  ];
  return ends.some(([left, right]) => left === right);
}

function ofField(place: MappingPlace, field: SchemaField): MappingFinding[] {
  const { line } = place;
  const found = outgoing(place, field);
  const other = isOtherKind(line.type, field.type);
  if (other !== null) found.push(finding("warning", "kind", `${other[0]?.toUpperCase()}${other.slice(1)}.`));
  if (field.type === "reference" && line.references === null) {
    const target = field.references[0] ?? "OBJECT";
    const says = `${field.label} holds ids of the CRM: say type: "reference:${target}", or they come as mere text.`;
    found.push(finding("warning", "reference", says));
  }
  return found;
}

function outgoing(
  { line, schema, connection, readOnly }: MappingPlace,
  { label, creatable, updatable, required, options }: SchemaField,
): MappingFinding[] {
  if (!sendsOut(connection, schema.object) || readOnly || line.behaviour === "ignore") return [];
  const creates = connection.writeMode !== "update";
  if (line.direction === "inbound") {
    const says = `${label} is required in the CRM, and by this mapping nothing is sent: new records will be refused.`;
    return required && creatable && creates ? [finding("warning", "required", says)] : [];
  }
  const found: MappingFinding[] = [];
  if (!creatable && !updatable) {
    const weight = line.direction === "outbound" ? "stop" : "warning";
    found.push(finding(weight, "closed", `${label} cannot be written by the connected user: map it inbound.`));
  } else if (creates && !creatable) {
    found.push(finding("note", "half_open", `${label} cannot be set in new records, only changed later.`));
  } else if (!updatable && line.field !== "id") {
    found.push(finding("warning", "half_open", `${label} can be set in new records only: later changes are refused.`));
  }
  found.push(...objectRights(schema, connection.writeMode));
  const open = (options ?? []).filter((option) => option.active).map((option) => option.value);
  if (open.length > 0) found.push(finding("note", "picklist", `${label} takes ${shortList(open)}.`));
  return found;
}

function objectRights({ object, creatable, updatable }: Schema, mode: ConnectionSettings["writeMode"]) {
  const closed = [
    ...(mode !== "update" && !creatable ? ["create"] : []),
    ...(mode !== "create" && !updatable ? ["change"] : []),
  ];
  if (closed.length === 0) return [];
  return [
    finding("warning", "object_closed", `The connected user may not ${closed.join(" or ")} ${plain(object)} records.`),
  ];
}

const plain = (object: ObjectName) => object.replaceAll("_", " ");

const LISTED = 8;

function shortList(values: readonly string[]): string {
  const more = values.length > LISTED ? ` and ${values.length - LISTED} more` : "";
  return `${values.slice(0, LISTED).join(", ")}${more}`;
}
