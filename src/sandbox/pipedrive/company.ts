import { createHash } from "node:crypto";
import { type Account, nextNumber } from "../crm/accounts.ts";
import type { Field, FieldKind } from "../crm/schema.ts";
import type { FieldType } from "./builtin.ts";

/** What Pipedrive keeps of a company beside its records. */
export interface Company {
  readonly account: Account;
  readonly users: readonly CompanyUser[];
  readonly pipelines: readonly Pipeline[];
  readonly stages: readonly Stage[];
  /** Whether persons have job titles, birthdays and the like. */
  readonly contactSync: boolean;
  /** What custom fields hold that were made over the API, by code; `kind` is how the table keeps them. */
  readonly types: Map<string, { readonly type: FieldType; readonly kind: FieldKind }>;
  /** Ids of options by record type, field and label: given out when first asked for, never twice. */
  readonly optionIds: Map<string, number>;
  readonly webhooks: Webhook[];
  readonly deliveries: Delivery[];
  readonly leadLabels: { readonly id: string; readonly name: string; readonly color: string }[];
  readonly conversions: Map<string, { readonly leadId: string; readonly dealId: number; readonly doneAt: number }>;
  /** Times of the latest searches: they have a limit of their own. */
  readonly searches: number[];
  /** Refused requests in a row, and until when nobody is listened to because of them. */
  readonly patience: { refused: number; shutUntil: number };
}

export interface CompanyUser {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly admin: boolean;
  readonly active: boolean;
}

export interface Pipeline {
  readonly id: number;
  readonly name: string;
}

export interface Stage {
  readonly id: number;
  readonly name: string;
  readonly pipeline: number;
  readonly order: number;
  readonly probability: number;
}

export interface Webhook {
  readonly id: number;
  readonly url: string;
  readonly action: string;
  readonly object: string;
  readonly name: string;
  readonly version: string;
  readonly user: string | null;
  readonly password: string | null;
  readonly ownerId: number;
  readonly addedAt: number;
  /** First tries that failed since the last ban. */
  failures: number;
  bannedUntil: number;
  /** When a delivery last worked; the time of making it before the first. */
  lastSuccessAt: number;
  lastStatus: number | null;
  lastTriedAt: number | null;
}

/** One event on its way to one webhook. */
export interface Delivery {
  readonly webhook: Webhook;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: WebhookPayload;
  attempt: number;
  /** ms since 1970. */
  dueAt: number;
}

/** The body of a webhook v2. */
export interface WebhookPayload {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly previous: Readonly<Record<string, unknown>> | null;
}

/** The 40 digits under which a company knows a custom field: another company's field of the same label has others. */
export function fieldCode(companyId: string, type: string, label: string): string {
  const home = type === "leads" ? "deals" : type;
  return createHash("sha1").update(`${companyId}/${home}/${label.toLowerCase()}`).digest("hex");
}

/** A UUID that is the same on every start. */
export function uuidOf(text: string): string {
  const hex = createHash("sha1").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of an option; leads share those of deals. */
export function optionId(company: Company, type: string, field: Field, label: string): number {
  const key = `${type === "leads" ? "deals" : type}.${field.name}.${label}`;
  const known = company.optionIds.get(key);
  if (known !== undefined) return known;
  const made = (company.account.name === "main" ? 0 : 500) + nextNumber(company.account, "option");
  company.optionIds.set(key, made);
  return made;
}

/** The label of an option that can be chosen now; null = there is none of this id. */
export function optionOf(company: Company, type: string, field: Field, id: number): string | null {
  return (field.options ?? []).find((label) => optionId(company, type, field, label) === id) ?? null;
}
