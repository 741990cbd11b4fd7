import { optionId } from "../pipedrive/company.ts";
import { accountOf, codeIn, companyOf, type customLabels } from "../pipedrive/home.ts";

/** What the sandbox's crmsync.yml says of Pipedrive beside the connection; all of it empty where it is not connected. */
export interface PipedriveWords {
  /** What stands behind the other CRMs' names of a field. */
  readonly names: (object: "account" | "contact" | "deal", field: string) => string;
  /** A line for the stage of deals: two pipelines call their stages by numbers, and closed deals have none. */
  readonly stage: string;
}

export const withoutPipedrive: PipedriveWords = { names: () => "", stage: "" };

const types = { account: "organizations", contact: "persons", deal: "deals" } as const;
const labels: Readonly<Record<string, keyof typeof customLabels>> = {
  id: "ownId",
  do_not_sync: "doNotSync",
  lead_source: "leadSource",
};

/** Pipedrive knows custom fields by forty digits and options by numbers: the file says what they mean. */
export function pipedriveWords(): PipedriveWords {
  const company = companyOf(accountOf("main"));
  const options = (type: string, code: string, words: Readonly<Record<string, string>>) => {
    const field = company.account.tables.get(type)?.schema.fields.get(code);
    if (field === undefined) throw new Error(`the sandbox's Pipedrive has no field ${type}.${code}`);
    const pairs = Object.entries(words).map(([ours, label]) => `"${ours}": ${optionId(company, type, field, label)}`);
    return `, translate: { pipedrive: { ${pairs.join(", ")} } }`;
  };
  const same = (type: string, code: string) => {
    const known = company.account.tables.get(type)?.schema.fields.get(code)?.options ?? [];
    return options(type, code, Object.fromEntries(known.map((label) => [label, label])));
  };
  const stages = company.stages.filter((stage) => stage.pipeline === company.pipelines[0]?.id);
  const ends = ['"Closed Won": won', '"Closed Lost": lost'];
  const pairs = [...stages.map(({ name, id }) => `"${name}": ${id}`), ...ends].join(", ");
  return {
    names(object, field) {
      if (field === "industry") return `, pipedrive: industry${same("organizations", "industry")}`;
      const label = labels[field];
      if (label === undefined) throw new Error(`no field of Pipedrive is known for ${field}`);
      const code = codeIn("main", types[object], label);
      const named = `, pipedrive: "${code}"`;
      if (label === "ownId") return named;
      if (label === "leadSource") return named + same(types[object], code);
      return `${named}${options(types[object], code, { true: "Yes", false: "No" })}, type: boolean`;
    },
    stage: `
      stage: { salesforce: StageName, hubspot: dealstage, pipedrive: stage_id, translate: { pipedrive: { ${pairs} } } }`,
  };
}
