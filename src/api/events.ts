import { z } from "zod";
import type { Settings } from "../../engine/index.ts";
import { readBody } from "./read.ts";
import { write } from "./records.ts";
import type { ApiRoute } from "./route.ts";
import { type FieldTypes, givenFields, written } from "./shapes.ts";

const posted = (types: FieldTypes) =>
  z.strictObject({
    id: z.string().optional().meta({ description: "The event's own id: sent twice with the same it is one event." }),
    fields: givenFields(types),
  });

/** Named events of the workspace, where it has such an object. An event happened: it is never merged with another. */
export function eventRoutes({ objects }: Settings): readonly ApiRoute[] {
  if (!Object.hasOwn(objects, "event")) return [];
  const route: ApiRoute = {
    method: "POST",
    path: "/v1/events",
    object: "event",
    role: "operator",
    id: "note",
    summary: "Notes an event.",
    request: posted,
    answers: { 200: () => written, 201: () => written },
    refuses: ["FIELD_UNKNOWN", "VALUE_WRONG", "BODY_WRONG", "ID_WRONG"],
    run: async (asked, desk) => {
      const { id, fields } = readBody(posted(asked.types), asked.body);
      return write(id === undefined ? { by: "new" } : { by: "id", id }, fields, asked, desk);
    },
  };
  return [route];
}
