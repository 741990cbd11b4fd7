import type { Value } from "../crm/schema.ts";
import type { Row } from "../crm/table.ts";
import type { Company } from "./company.ts";
import { type Refusal, unfit } from "./refusal.ts";
import { timeOf } from "./times.ts";

/** What a write to a deal may not say: a reason for losing belongs to lost deals. */
export function dealRefusal(before: Row | null, fields: Readonly<Record<string, Value>>): Refusal | null {
  const status = fields.status ?? before?.fields.status ?? "open";
  const given = fields.lost_reason ?? null;
  return given !== null && status !== "lost" ? unfit("lost_reason", "can only be set when status is lost") : null;
}

/** What Pipedrive itself sets along with a write to a deal: pipeline and stage fit, times tell of what became of it. */
export function dealDerived(
  company: Company,
  before: Row | null,
  fields: Readonly<Record<string, Value>>,
  now: number,
): Record<string, Value> {
  const derived: Record<string, Value> = {};
  const stage = stageFor(company, before, fields);
  if (stage !== null) {
    derived.stage_id = stage.id;
    derived.pipeline_id = stage.pipeline;
    if (stage.id !== before?.fields.stage_id && before !== null) derived.stage_change_time = timeOf(now);
  }
  const status = fields.status;
  if (status !== undefined && status !== null && status !== (before?.fields.status ?? "open")) {
    const at = timeOf(now);
    derived.won_time = status === "won" ? at : null;
    derived.lost_time = status === "lost" ? at : null;
    derived.close_time = status === "open" ? null : at;
    if (status !== "lost") derived.lost_reason = null;
  }
  if (fields.is_archived !== undefined) derived.archive_time = fields.is_archived === true ? timeOf(now) : null;
  return derived;
}

/** The stage wins over the pipeline; a pipeline alone means its first stage. null = it stays where it is. */
function stageFor(company: Company, before: Row | null, fields: Readonly<Record<string, Value>>) {
  const { stages, pipelines } = company;
  if (typeof fields.stage_id === "number") return stages.find((one) => one.id === fields.stage_id) ?? null;
  const moved = typeof fields.pipeline_id === "number" && fields.pipeline_id !== before?.fields.pipeline_id;
  if (before !== null && !moved) return null;
  const pipeline = fields.pipeline_id ?? pipelines[0]?.id;
  return stages.find((one) => one.pipeline === pipeline) ?? null;
}
