import { type MappingsAsked, mappings } from "../asked/mappings.ts";
import { type SchemasAsked, schemas } from "../asked/schemas.ts";
import { tryMapping } from "../asked/try-mapping.ts";
import type { MappingAsked } from "../rules/proposed.ts";
import type { Worker } from "../worker.ts";

/** What is mapped, and what another mapping would do. */
export function mappingFace(worker: Worker) {
  return {
    /** Every configured mapping, held against the CRMs' descriptions. */
    mappings: (asked: MappingsAsked) => mappings(worker, asked),
    /** What the CRMs' descriptions say of their objects, field by field, with what is mapped to each. */
    schemas: (asked: SchemasAsked) => schemas(worker, asked),
    /** What a mapping that is not saved would change; nothing is written. */
    tryMapping: (asked: MappingAsked) => tryMapping(worker, asked),
  };
}
