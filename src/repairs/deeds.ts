import type { KeptDeed, RepairAnswer } from "../../engine/index.ts";
import { foreign } from "../commands/words.ts";
import { valueText } from "./words.ts";

/** What an answer does, as the end of "This would …". It may hold values of records. */
export function deedOf(answer: RepairAnswer): string {
  switch (answer.kind) {
    case "pick":
      return `send “${foreign(answer.value, 60)}” as ${foreign(answer.field, 60)}`;
    case "owner":
      return `give ${foreign(answer.field, 60)} to ${foreign(answer.value, 60)}`;
    case "fill":
      return `set ${filled(answer.values)}`;
    case "cut":
      return `shorten ${foreign(answer.field, 60)}`;
    case "link":
      return answer.externalId === null
        ? "link each with the record that the CRM names"
        : `link with ${foreign(answer.externalId, 40)}`;
    case "save_anyway":
      return "save in spite of the CRM's duplicate rule";
    case "match":
      return `match with ${foreign(answer.id, 40)}`;
    case "remap":
      return `map ${foreign(answer.field, 60)} to ${foreign(answer.remote, 60)}`;
    case "unmap":
      return `stop sending ${foreign(answer.field, 60)}`;
    case "parent":
      return "sync the record that it points to first";
    case "side":
      return `keep ${answer.side === "here" ? "ours" : "theirs"} in ${foreign(answer.field, 60)}`;
    case "unlink":
      return "unlink";
    case "recreate":
      return "create anew";
    case "include":
      return "include once";
    case "create":
      return "create once";
    case "exclude":
      return `leave out whatever has “${foreign(answer.value, 60)}” in ${foreign(answer.field, 60)}`;
    case "again":
      return "try again";
  }
}

function filled(values: Extract<RepairAnswer, { kind: "fill" }>["values"]): string {
  return Object.entries(values)
    .map(([field, value]) => `${foreign(field, 40)} to “${valueText(value, 40)}”`)
    .join(", ");
}

/** What a kept rule does, as a sentence without its end. */
export function ruleOf(does: KeptDeed): string {
  switch (does.kind) {
    case "translate":
      return `“${foreign(does.from, 60)}” goes there as “${foreign(does.to, 60)}”`;
    case "default":
      return `“${valueText(does.value, 60)}” is sent where ours is empty`;
    case "exclude":
      return `records with “${foreign(does.value, 60)}” are not sent there`;
    case "cut":
      return "what is too long is cut";
    case "remap":
      return `it is ${foreign(does.remote, 60)} there`;
    case "unmap":
      return "it is not sent there any more";
    case "side":
      return does.side === "here" ? "ours wins when both sides changed it" : "theirs wins when both sides changed it";
  }
}

/** What comes back when a rule is undone. */
export function afterUndo(does: KeptDeed): string {
  switch (does.kind) {
    case "translate":
      return `“${foreign(does.from, 60)}” is refused again wherever it comes next.`;
    case "default":
      return "Records that are empty there are refused again.";
    case "exclude":
      return "Records with this value are sent again, and the CRM may refuse them as before.";
    case "cut":
      return "What is too long is refused again.";
    case "remap":
      return "The field is looked for under its former name again.";
    case "unmap":
      return "The field is sent again, and the CRM may refuse it as before.";
    case "side":
      return "A change on both sides waits for a person again.";
  }
}
