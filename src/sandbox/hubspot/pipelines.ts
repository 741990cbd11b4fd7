import type { Answer } from "../crm/crm.ts";
import { type Ask, answer, refuse } from "./ask.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { notFound } from "./refusal.ts";
import { isoOf } from "./values.ts";

/** When the portal's admin set the pipelines up. */
const madeAt = isoOf(Date.UTC(2023, 2, 14, 10));

/** Of the stages that sellers read by a name other than their id. */
const labels: Readonly<Record<string, string>> = {
  appointmentscheduled: "Appointment Scheduled",
  decisionmakerboughtin: "Decision Maker Bought-In",
  "new-stage-id": "New",
  "attempting-stage-id": "Attempting",
  "connected-stage-id": "Connected",
  "qualified-stage-id": "Qualified",
  "unqualified-stage-id": "Unqualified",
};

/** `GET /crm/v3/pipelines/{type}`: the pipelines of a type with their stages; a type without pipelines has none. */
export function listPipelines(ask: Ask, type: ObjectType): Answer {
  const results = pipelinesOf(ask, type);
  return answer(200, { results }, results.length);
}

export function readPipeline(ask: Ask, type: ObjectType): Answer {
  const found = pipelineOf(ask, type);
  return found === null ? refuse(ask.crm, notFound()) : answer(200, found, 1);
}

/** `GET …/{pipeline}/stages`: their ids are the values of the stage property. */
export function listStages(ask: Ask, type: ObjectType): Answer {
  const found = pipelineOf(ask, type);
  return found === null ? refuse(ask.crm, notFound()) : answer(200, { results: found.stages }, found.stages.length);
}

export function readStage(ask: Ask, type: ObjectType): Answer {
  const found = pipelineOf(ask, type)?.stages.find((stage) => stage.id === ask.params.stage);
  return found === undefined ? refuse(ask.crm, notFound()) : answer(200, found, 1);
}

function pipelineOf(ask: Ask, type: ObjectType) {
  return pipelinesOf(ask, type).find((one) => one.id === ask.params.id) ?? null;
}

function pipelinesOf(ask: Ask, type: ObjectType) {
  const { pipeline } = type;
  if (pipeline === null) return [];
  const { fields } = tableFor(ask.account, type).schema;
  const stages = (fields.get(pipeline.stage)?.options ?? []).map((id, displayOrder, all) => ({
    label: labels[id] ?? id,
    displayOrder,
    metadata: metadataOf(id, displayOrder, all.length),
    id,
    createdAt: madeAt,
    updatedAt: madeAt,
    writePermissions: "CRM_PERMISSIONS_ENFORCEMENT",
    archived: false,
  }));
  return (fields.get(pipeline.property)?.options ?? []).map((id, displayOrder) => ({
    label: pipeline.label,
    displayOrder,
    id,
    stages,
    createdAt: madeAt,
    updatedAt: madeAt,
    archived: false,
  }));
}

/** Everything in it is text, as HubSpot has it. */
function metadataOf(stage: string, place: number, count: number): Readonly<Record<string, string>> {
  if (stage === "Closed Won") return { isClosed: "true", probability: "1.0" };
  if (stage === "Closed Lost") return { isClosed: "true", probability: "0.0" };
  return { isClosed: "false", probability: ((place + 1) / (count + 1)).toFixed(1) };
}
