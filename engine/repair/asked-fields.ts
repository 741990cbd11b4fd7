import type { FieldMap } from "../rules/mapping.ts";
import { objectSettings } from "../rules/rules.ts";
import { openOptions } from "./options.ts";
import type { AskedField } from "./seam.ts";
import { fieldsOf, type Situation } from "./situation.ts";

/** More would be a form that nobody fills in. */
const MOST = 6;

/** E33, E36: the fields that a form asks for: the one at fault, else those that the CRM's words name, else the identifying ones. */
export function askedFields(situation: Situation): readonly AskedField[] {
  const { line, described, cause } = situation;
  if (line) return [asked(situation, line, true)];
  // A field of the CRM that none of ours is mapped to can only be given the same value for all.
  if (described)
    return [
      {
        field: described.name,
        label: described.label,
        type: described.type,
        required: true,
        length: described.length,
        options: described.options ? openOptions(situation, described) : null,
        value: null,
      },
    ];
  const open = situation.map.filter(isOurs);
  const named = open.filter((each) => names(situation, each, cause.detail));
  const own = new Set(objectSettings(situation.worker, cause.object).match.flat());
  const fallback = open.filter((each) => own.has(each.field));
  return (named.length > 0 ? named : fallback.length > 0 ? fallback : open)
    .slice(0, MOST)
    .map((each) => asked(situation, each, false));
}

function isOurs({ direction, behaviour, references, field }: FieldMap): boolean {
  return direction !== "inbound" && behaviour !== "ignore" && references === null && field !== "id";
}

/** Whether the CRM's words speak of a field, by its label, its name or ours. */
function names({ schema }: Situation, { field, remote }: FieldMap, detail: string): boolean {
  const text = ` ${detail.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, " ")} `;
  const words = [schema?.fields[remote]?.label ?? "", remote, field.replaceAll("_", " ")];
  return words.some(
    (word) =>
      word !== "" &&
      text.includes(
        ` ${word
          .toLowerCase()
          .replace(/[^\p{L}\p{N}_]+/gu, " ")
          .trim()} `,
      ),
  );
}

function asked(situation: Situation, each: FieldMap, required: boolean): AskedField {
  const known = situation.schema?.fields[each.remote];
  return {
    field: each.field,
    label: known?.label ?? each.field,
    type: known?.type ?? each.type ?? "string",
    required: required || known?.required === true,
    length: known?.length ?? null,
    options: known?.options ? openOptions(situation, known) : null,
    value: situation.cause.records === 1 ? (fieldsOf(situation)[each.field] ?? null) : null,
  };
}
