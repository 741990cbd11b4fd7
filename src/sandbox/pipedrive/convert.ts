import type { Account } from "../crm/accounts.ts";
import type { Answer } from "../crm/crm.ts";
import type { Fields } from "../crm/schema.ts";
import type { Row } from "../crm/table.ts";
import { tableOf, write } from "../crm/writes.ts";
import { type Ask, companyOfAccount, type Pipedrive, refuse, success } from "./ask.ts";
import { readBody } from "./body.ts";
import { type Company, uuidOf } from "./company.ts";
import { dealDerived } from "./deal-rules.ts";
import { leadOf } from "./leads.ts";
import { invalidInput, unfit } from "./refusal.ts";
import { isWhole } from "./values.ts";

/** So long a conversion is said to be running. */
const runMs = 1500;
const entityNotFound = { status: 404, error: "Entity was not found", info: "Object was not found." } as const;

/** `POST /api/v2/leads/{id}/convert/deal`: an order; what became of it is asked for with its id. */
export function convertLead(ask: Ask): Answer {
  const lead = leadOf(ask);
  if (lead === null) return refuse(entityNotFound);
  const body = readBody(ask.request.body);
  if (!body.ok) return refuse(body.refusal);
  const { stage_id: stage, pipeline_id: pipeline } = body.value;
  for (const [name, given] of Object.entries({ stage_id: stage, pipeline_id: pipeline }))
    if (given !== undefined && !isWhole(given)) return refuse(unfit(name, "must be a number"));
  if (stage !== undefined && !ask.company.stages.some((one) => one.id === stage))
    return refuse(invalidInput("stage_id", `stage ${stage} does not exist`));
  const deal = toDeal(ask.crm, ask.account, ask.userId, lead, { stage, pipeline });
  const id = uuidOf(`conversion/${lead.id}`);
  ask.company.conversions.set(id, { leadId: lead.id, dealId: Number(deal.id), doneAt: ask.crm.world.now() + runMs });
  return success({ conversion_id: id }, 1);
}

/** `GET /api/v2/leads/{id}/convert/status/{conversion_id}`. */
export function conversionStatus(ask: Ask): Answer {
  const { id: leadId, conversion = "" } = ask.params;
  const found = ask.company.conversions.get(conversion);
  if (found === undefined || found.leadId !== leadId) return refuse(entityNotFound);
  const isDone = ask.crm.world.now() >= found.doneAt;
  const status = isDone ? { status: "completed", deal_id: found.dealId } : { status: "running" };
  return success({ conversion_id: conversion, ...status }, 1);
}

/** What a person's "convert" does: the lead is gone, a deal has its fields. */
export function convertByHand(
  crm: Pipedrive,
  account: Account,
  lead: Row,
  wish: Readonly<Record<string, unknown>>,
): Row {
  toDeal(crm, account, account.person.id, lead, { stage: wish.stage_id, pipeline: wish.pipeline_id });
  return tableOf(account, "leads").latest.get(lead.id) ?? lead;
}

function toDeal(
  crm: Pipedrive,
  account: Account,
  userId: string,
  lead: Row,
  wish: { readonly stage: unknown; readonly pipeline: unknown },
): Row {
  const company = companyOfAccount(crm, account.name);
  const given: Record<string, number> = {};
  if (isWhole(wish.stage)) given.stage_id = wish.stage;
  if (isWhole(wish.pipeline)) given.pipeline_id = wish.pipeline;
  const fields = { ...ofLead(company, lead), ...given };
  const derived = { ...dealDerived(company, null, fields, crm.world.now()), source_lead_id: lead.id };
  const change = { op: "create", type: "deals", id: null, fields, derived } as const;
  const made = write(crm, account, userId, change, { checked: false, stored: true });
  if (!made.ok) throw new Error("the deal of a lead could not be made");
  write(
    crm,
    account,
    userId,
    { op: "delete", type: "leads", id: lead.id, fields: {} },
    { checked: false, stored: true },
  );
  return made.row;
}

function ofLead(company: Company, lead: Row): Fields {
  const { fields } = lead;
  const value = typeof fields.value === "string" ? JSON.parse(fields.value) : null;
  const custom = [...tableOf(company.account, "leads").schema.fields.values()].filter((one) => one.custom);
  const kept = custom.flatMap(({ name }) =>
    fields[name] === undefined ? [] : [[name, fields[name] ?? null] as const],
  );
  return {
    title: fields.title ?? "",
    person_id: fields.person_id ?? null,
    org_id: fields.organization_id ?? null,
    owner_id: fields.owner_id ?? Number(lead.createdBy),
    expected_close_date: fields.expected_close_date ?? null,
    ...(value !== null && { value: Number(value.amount), currency: String(value.currency) }),
    ...Object.fromEntries(kept),
  };
}
