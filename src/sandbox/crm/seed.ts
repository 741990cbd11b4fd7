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

export interface Seed {
  /** Oldest first: ids are given out in this order. */
  readonly companies: readonly SeedCompany[];
  readonly people: readonly SeedPerson[];
}

export type Side = "salesforce" | "hubspot";
