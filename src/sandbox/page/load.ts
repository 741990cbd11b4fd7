import { ask, post } from "./calls.ts";

/** What a colleague loads into Salesforce from a list: contacts whose lead source no other CRM knows. */
export const LOAD = {
  crm: "salesforce",
  type: "Contact",
  label: "Load 40 from a fair",
  tells: "40 contacts with a lead source that only Salesforce knows",
} as const;

const SOURCE = "Spring Fair";
const FIRST = ["Ada", "Bela", "Chloe", "Dario", "Edda", "Femi", "Greta", "Hugo"];
const LAST = ["Fairley", "Marchant", "Standish", "Holloway", "Boothby"];

/** As a data load does: the administrator has added the value to the picklist first. Throws with the CRM's words. */
export async function loadFair(): Promise<void> {
  const { crm, type } = LOAD;
  await ask(`/${crm}/schema/${type}`, {
    method: "PATCH",
    body: { op: "add-option", field: "LeadSource", value: SOURCE },
  });
  for (const fields of people()) await post(`/${crm}/records/${type}`, { fields });
}

function people(): readonly Readonly<Record<string, string>>[] {
  return FIRST.flatMap((first) =>
    LAST.map((last) => ({
      FirstName: first,
      LastName: last,
      Email: `${first}.${last}@fair.example`.toLowerCase(),
      LeadSource: SOURCE,
    })),
  );
}
