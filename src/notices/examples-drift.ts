import type { IncidentRow } from "../../engine/index.ts";
import { NOW } from "../commands/examples.ts";
import { NASTY } from "../commands/examples-scale.ts";

const since = NOW - 900_000;
const gone = (field: string, remote: string, more: object = {}) => ({
  object: "contact",
  field,
  remote,
  label: remote,
  since,
  records: 1_284,
  renamedTo: null,
  candidates: [],
  ...more,
});
const title = gone("title", "jobtitle", {
  label: "Job Title",
  renamedTo: "job_role",
  candidates: [
    { name: "job_role", label: "Job Title", score: 0.91 },
    { name: "seniority", label: "Seniority", score: 0.47 },
  ],
});
const nasty = gone("lead_source", "lead_source", {
  label: NASTY,
  candidates: [{ name: "lead_source_2", label: NASTY, score: 0.8 }],
});
const many = ["phone", "first_name", "last_name", "do_not_sync", "email", "account_id"].map((name) =>
  gone(name, name, { records: 9_000 }),
);

const facts = (lost: readonly object[], fields = lost.length) => ({
  provider: "hubspot",
  fields,
  records: 1_284,
  since,
  lost: JSON.stringify(lost),
});
const drift = {
  kind: "schema_drift",
  severity: "warning",
  reason: "SCHEMA_FIELD_MISSING",
  connection: "hubspot",
} as const;

/** Small ones first: one field gone, and all of them back; then many at once. */
export const driftIncidents: readonly Partial<IncidentRow>[] = [
  { ...drift, facts: facts([title]) },
  { ...drift, facts: facts([title]), state: "resolved", resolvedAt: NOW },
  { ...drift, facts: facts([title, nasty, ...many], 23) },
];
