/** A company as one CRM holds it at the start. Ages are ms before the start. */
export interface SeedCompany {
  readonly key: string;
  name: string;
  domain: string | null;
  phone: string | null;
  industry: string | null;
  /** Deleted in the CRM, though contacts may still point to it. */
  deleted: boolean;
  modifiedAgoMs: number;
  createdAgoMs: number;
}

export interface SeedPerson {
  readonly key: string;
  first: string | null;
  last: string | null;
  email: string | null;
  phone: string | null;
  title: string | null;
  /** Key of the company. */
  company: string | null;
  leadSource: string | null;
  doNotSync: boolean;
  modifiedAgoMs: number;
  createdAgoMs: number;
}

export interface SeedDeal {
  readonly key: string;
  name: string;
  amount: number | null;
  stage: string;
  /** Days from the start to the close date; negative = it is past. */
  closeInDays: number | null;
  /** Key of the company. */
  company: string | null;
  /** Key of the person. */
  contact: string | null;
  doNotSync: boolean;
  /** An approval process holds it; HubSpot knows no such thing. */
  locked: boolean;
  modifiedAgoMs: number;
  createdAgoMs: number;
}

export interface SeedLead {
  readonly key: string;
  first: string | null;
  last: string;
  email: string | null;
  phone: string | null;
  /** A name: leads have no account. */
  company: string;
  status: string;
  leadSource: string | null;
  doNotSync: boolean;
  /** Keys of what the lead became. */
  converted: { readonly person: string; readonly company: string; readonly deal: string | null } | null;
  modifiedAgoMs: number;
  createdAgoMs: number;
}

export interface Seed {
  /** Oldest first: ids are given out in this order. */
  readonly companies: readonly SeedCompany[];
  readonly people: readonly SeedPerson[];
  readonly deals: readonly SeedDeal[];
  /** Leads that are people of their own: Salesforce only. */
  readonly leads: readonly SeedLead[];
}

export type Side = "salesforce" | "hubspot" | "pipedrive";
