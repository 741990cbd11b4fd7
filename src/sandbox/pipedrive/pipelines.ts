import type { Answer } from "../crm/crm.ts";
import { type Ask, page, refuse, success } from "./ask.ts";
import type { Pipeline, Stage } from "./company.ts";
import { notFound, unfit } from "./refusal.ts";
import { timeOf } from "./times.ts";

const madeAt = timeOf(Date.UTC(2022, 4, 10, 8));

/** `GET /api/v2/pipelines`: so few that one page holds them. */
export function listPipelines(ask: Ask): Answer {
  const shown = ask.company.pipelines.map(pipelineShape);
  return page(shown, null, shown.length);
}

export function readPipeline(ask: Ask): Answer {
  const { pipelines } = ask.company;
  const at = pipelines.findIndex((one) => String(one.id) === ask.params.id);
  const found = pipelines[at];
  return found === undefined ? refuse(notFound("Pipeline")) : success(pipelineShape(found, at), 1);
}

/** `GET /api/v2/stages`, of one pipeline if asked. */
export function listStages(ask: Ask): Answer {
  const pipeline = ask.query.get("pipeline_id");
  if (pipeline !== null && !/^\d+$/.test(pipeline)) return refuse(unfit("pipeline_id", "must be a number"));
  const shown = ask.company.stages
    .filter((one) => pipeline === null || String(one.pipeline) === pipeline)
    .map(stageShape);
  return page(shown, null, shown.length);
}

export function readStage(ask: Ask): Answer {
  const found = ask.company.stages.find((one) => String(one.id) === ask.params.id);
  return found === undefined ? refuse(notFound("Stage")) : success(stageShape(found), 1);
}

function pipelineShape({ id, name }: Pipeline, place: number) {
  return {
    id,
    name,
    order_nr: place + 1,
    is_deleted: false,
    is_deal_probability_enabled: true,
    add_time: madeAt,
    update_time: madeAt,
  };
}

function stageShape({ id, name, order, pipeline, probability }: Stage) {
  return {
    id,
    order_nr: order,
    name,
    is_deleted: false,
    deal_probability: probability,
    pipeline_id: pipeline,
    is_deal_rot_enabled: false,
    days_to_rotten: null,
    add_time: madeAt,
    update_time: madeAt,
  };
}
