/** The shape that every measurement reads: a contact of 20 fields, counting its id and its stamp. */

/** Our field name -> Salesforce's, in the order in which the engine asks for them. */
export const mapped = {
  first_name: "FirstName",
  last_name: "LastName",
  email: "Email",
  phone: "Phone",
  title: "Title",
  account_id: "AccountId",
  lead_source: "LeadSource",
  do_not_sync: "Do_Not_Sync__c",
  mobile_phone: "MobilePhone",
  department: "Department",
  street: "MailingStreet",
  city: "MailingCity",
  postal_code: "MailingPostalCode",
  country: "MailingCountry",
  description: "Description",
  opted_out: "HasOptedOutOfEmail",
  score: "Score__c",
  last_activity: "Last_Activity__c",
} as const;

export const columns: readonly string[] = ["Id", "SystemModstamp", ...Object.values(mapped)];

export const PAGE = 2_000;

export const API = "/services/data/v62.0";

/** The pages that the engine asks for: in the order of the stamps, behind the last row of the page before. */
export function pageSoql(after: { readonly stamp: string; readonly id: string } | null): string {
  const where = after
    ? ` WHERE SystemModstamp >= ${after.stamp} AND (SystemModstamp > ${after.stamp} OR Id > '${after.id}')`
    : "";
  return `SELECT ${columns.join(", ")} FROM Contact${where} ORDER BY SystemModstamp ASC, Id ASC LIMIT ${PAGE}`;
}

/** What one measuring process is told, and what it answers. */
export interface Order {
  readonly url: string;
  readonly token: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly records: number;
}

export interface Measured {
  readonly ms: number;
  readonly records: number;
}

/** The order stands in the first argument; the answer goes to standard output. */
export async function answerOrder<T extends { readonly records: number } = Order>(
  measure: (order: T) => Promise<Measured>,
): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? "null") as T;
  const measured = await measure(order);
  if (measured.records !== order.records) throw new Error(`${measured.records} of ${order.records} records were read`);
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

/** Between measurements: the simulated CRM sweeps out what the last one has left. */
export async function tidyCrm(url: string): Promise<void> {
  const response = await fetch(`${url}/tidy`);
  if (!response.ok) throw new Error(`the CRM could not tidy up: ${response.status}`);
}
