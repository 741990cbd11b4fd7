import { nextNumber } from "../crm/accounts.ts";
import type { Answer } from "../crm/crm.ts";
import { type Ask, refuse, success, usersOf } from "./ask.ts";
import { readBody } from "./body.ts";
import type { Webhook } from "./company.ts";
import { notFound, unfit } from "./refusal.ts";
import { timeOf } from "./times.ts";
import { isWhole } from "./values.ts";

/** One user may have so many. */
const mostOfUser = 40;
const actions = ["create", "change", "delete", "*"];
const objects = [
  ..."activity deal lead note organization person pipeline product stage user *".split(" "),
] as readonly string[];

/** `GET /api/v1/webhooks`: passwords are not told. */
export function listWebhooks(ask: Ask): Answer {
  const shown = ask.company.webhooks.map((one) => shape(ask, one));
  return success(shown, shown.length);
}

/** `POST /api/v1/webhooks`: 201; the limit per user is 422. */
export function createWebhook(ask: Ask): Answer {
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const given = body.value;
  const text = (name: string) => (typeof given[name] === "string" ? String(given[name]) : null);
  const url = text("subscription_url") ?? "";
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return refuse(unfit("subscription_url", "must be a valid URL"));
  const action = text("event_action") ?? "";
  if (!actions.includes(action)) return refuse(unfit("event_action", `must be one of [${actions.join(", ")}]`));
  const object = text("event_object") ?? "";
  if (!objects.includes(object)) return refuse(unfit("event_object", `must be one of [${objects.join(", ")}]`));
  const version = text("version") ?? "2.0";
  if (version !== "2.0") return refuse(unfit("version", "must be 2.0"));
  const ownerId = isWhole(given.user_id) ? given.user_id : Number(ask.userId);
  const { webhooks, account } = ask.company;
  if (!usersOf(ask.crm, ask.company).some((one) => one.id === ownerId && one.active))
    return refuse(unfit("user_id", "user is not active"));
  if (webhooks.filter((one) => one.ownerId === ownerId).length >= mostOfUser)
    return refuse({ status: 422, error: `Webhooks limit reached: ${mostOfUser} per user` });
  const now = ask.crm.world.now();
  const made: Webhook = {
    id: nextNumber(account, "webhook"),
    url,
    action,
    object,
    name: text("name") ?? "",
    version,
    user: text("http_auth_user"),
    password: text("http_auth_password"),
    ownerId,
    addedAt: now,
    failures: 0,
    bannedUntil: 0,
    lastSuccessAt: now,
    lastStatus: null,
    lastTriedAt: null,
  };
  webhooks.push(made);
  return success(shape(ask, made), 1, 201);
}

export function deleteWebhook(ask: Ask): Answer {
  const { webhooks } = ask.company;
  const at = webhooks.findIndex((one) => String(one.id) === ask.params.id);
  if (at < 0) return refuse(notFound("Webhook"));
  webhooks.splice(at, 1);
  return success({ id: Number(ask.params.id) }, 1);
}

function shape(ask: Ask, one: Webhook) {
  return {
    id: one.id,
    company_id: Number(ask.account.id),
    owner_id: one.ownerId,
    user_id: one.ownerId,
    event_action: one.action,
    event_object: one.object,
    subscription_url: one.url,
    version: one.version,
    name: one.name,
    is_active: 1,
    add_time: timeOf(one.addedAt),
    remove_time: null,
    type: "general",
    http_auth_user: one.user,
    http_auth_password: one.password === null ? null : "********",
    remove_reason: null,
    last_delivery_time: one.lastTriedAt === null ? null : timeOf(one.lastTriedAt),
    last_http_status: one.lastStatus,
    admin_id: one.ownerId,
  };
}
