import type { Fields, FieldType, Value, WorkspaceRecord } from "../record.ts";
import { converterFor, isMisfit } from "../rules/convert.ts";
import { isEmail } from "../rules/normalise.ts";
import { memberRows } from "../store/causes.ts";
import { readRecords } from "../store/records.ts";
import { inOurWords } from "./options.ts";
import type { AskedField, Cut, KeptDeed, RepairAnswer } from "./seam.ts";
import { fieldsOf, type Situation } from "./situation.ts";

/** What an answer changes in our records; null = it changes none. Pure. */
export function editOf(situation: Situation, answer: RepairAnswer): ((record: WorkspaceRecord) => Fields) | null {
  switch (answer.kind) {
    case "pick": {
      if (answer.keep) return null;
      const value = inOurWords(situation, answer.value);
      return ({ fields }) => ({ ...fields, [answer.field]: value });
    }
    case "fill":
      return answer.keep ? null : ({ fields }) => ({ ...fields, ...answer.values });
    case "owner":
      return ({ fields }) => ({ ...fields, [answer.field]: answer.value });
    case "cut": {
      const most = situation.described?.length ?? null;
      if (answer.keep || most === null) return null;
      return ({ fields }) => ({ ...fields, [answer.field]: shortened(fields[answer.field] ?? null, most) });
    }
    default:
      return null;
  }
}

/** The rule that an answer is kept as; null = it is for these records alone. Pure. */
export function ruleOf(
  situation: Situation,
  answer: RepairAnswer,
): { readonly field: string; readonly does: KeptDeed } | null {
  switch (answer.kind) {
    case "pick": {
      const from = fieldsOf(situation)[answer.field] ?? null;
      if (!answer.keep || from === null) return null;
      return { field: answer.field, does: { kind: "translate", from: String(from), to: answer.value } };
    }
    case "fill": {
      const [first] = Object.entries(answer.values);
      return answer.keep && first ? { field: first[0], does: { kind: "default", value: first[1] } } : null;
    }
    case "cut":
      return answer.keep ? { field: answer.field, does: { kind: "cut" } } : null;
    case "remap":
      return { field: answer.field, does: { kind: "remap", remote: answer.remote } };
    case "unmap":
      return { field: answer.field, does: { kind: "unmap" } };
    case "exclude":
      return { field: answer.field, does: { kind: "exclude", value: answer.value } };
    case "side":
      return answer.keep ? { field: answer.field, does: { kind: "side", side: answer.side } } : null;
    default:
      return null;
  }
}

/** In units of UTF-16, as the CRMs count; a pair is never torn. */
function shortened(value: Value, most: number): Value {
  const text = value === null ? "" : String(value);
  if (text.length <= most) return value;
  return text
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
}

/** E35: what would be cut of the first few. */
export async function cutsOf(
  situation: Situation,
  field: string,
  most: number,
  limit: number,
): Promise<readonly Cut[]> {
  const { worker, cause, members } = situation;
  return worker.store.read(async (sql) => {
    const rows = await memberRows(sql, members, limit);
    const ids = rows.map((row) => row.subject);
    const records = await readRecords({ ...sql, lock: "" }, cause.object, ids);
    return [...records.values()].map(({ id, fields }) => ({
      subject: id,
      before: String(fields[field] ?? ""),
      after: String(shortened(fields[field] ?? null, most) ?? ""),
    }));
  });
}

/** What was typed, in the form of its field, or why it cannot be; an empty text is no value. */
export function typedValue(asked: AskedField, given: Value): { readonly value: Value } | { readonly problem: string } {
  const text = typeof given === "string" ? given.trim() : given;
  if (text === "" || text === null) return asked.required ? { problem: "It needs a value." } : { value: null };
  const value = converterFor(asked.type === "picklist" || asked.type === "multipicklist" ? "string" : asked.type)(text);
  if (isMisfit(value)) return { problem: `${capital(value.detail)}: ${hintFor(asked.type)}` };
  if (asked.type === "email" && !isEmail(String(value))) return { problem: `This is no address: ${hintFor("email")}` };
  if (asked.length !== null && String(value).length > asked.length)
    return { problem: `${String(value).length} characters, and the CRM's field takes ${asked.length}.` };
  const isKnown = (option: { readonly value: string; readonly label: string }) =>
    [option.value, option.label].some((each) => each.toLowerCase() === String(value).toLowerCase());
  if (asked.options !== null && !asked.options.some(isKnown)) {
    const some = asked.options.slice(0, 8).map((option) => option.label);
    return {
      problem: `Not among the values that the CRM takes: ${some.join(", ")}${asked.options.length > 8 ? "…" : ""}`,
    };
  }
  return { value };
}

function hintFor(type: FieldType): string {
  if (type === "date") return "a day such as 2026-03-31.";
  if (type === "datetime") return "a time such as 2026-03-31T09:00:00Z.";
  if (type === "email") return "an address such as ann@example.com.";
  if (type === "boolean") return "yes or no.";
  return "a figure such as 1250.";
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
