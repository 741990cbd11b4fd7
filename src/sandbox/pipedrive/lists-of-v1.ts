import type { Answer } from "../crm/crm.ts";
import { type Ask, refuse, success } from "./ask.ts";
import { readBody } from "./body.ts";
import { uuidOf } from "./company.ts";
import { unfit } from "./refusal.ts";
import { activityTypes } from "./schemas-activity.ts";
import { oldTimeOf } from "./times.ts";

const madeAt = oldTimeOf(Date.UTC(2022, 4, 10, 8));

/** `GET /api/v1/activityTypes`. */
export function listActivityTypes(): Answer {
  const shown = activityTypes.map(({ id, key, name }, i) => ({
    id,
    key_string: key,
    name,
    icon_key: key,
    color: null,
    order_nr: i + 1,
    active_flag: true,
    is_custom_flag: false,
    add_time: madeAt,
    update_time: null,
  }));
  return success(shown, shown.length);
}

/** `GET /api/v1/leadLabels`. */
export function listLeadLabels(ask: Ask): Answer {
  const shown = ask.company.leadLabels.map((one) => ({ ...one, add_time: madeAt, update_time: madeAt }));
  return success(shown, shown.length);
}

/** `POST /api/v1/leadLabels`. */
export function createLeadLabel(ask: Ask): Answer {
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const { name, color } = body.value;
  if (typeof name !== "string" || name === "") return refuse(unfit("name", "must be a string"));
  if (typeof color !== "string") return refuse(unfit("color", "must be a string"));
  const { leadLabels, account } = ask.company;
  const made = { id: uuidOf(`${account.id}/label/${name}/${leadLabels.length}`), name, color };
  leadLabels.push(made);
  return success({ ...made, add_time: madeAt, update_time: madeAt }, 1, 201);
}

/** `GET /api/v1/leadSources`: the words that `source_name` may hold. */
export function listLeadSources(): Answer {
  const names = ["Manually created", "Deal", "Web forms", "Prospector", "Leadbooster", "Live chat", "Import", "API"];
  return success(
    names.map((name) => ({ name })),
    names.length,
  );
}
