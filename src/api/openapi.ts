import { z } from "zod";
import type { Settings } from "../../engine/index.ts";
import type { ErrorCode } from "./refusal.ts";
import { errorStatus } from "./refusal.ts";
import type { ApiRoute, Desk } from "./route.ts";
import { errorShape, type FieldTypes } from "./shapes.ts";

type Json = Readonly<Record<string, unknown>>;

/** The document about the routes, and the route that serves it. */
export function openApiRoutes(routes: readonly ApiRoute[]): readonly ApiRoute[] {
  const own: ApiRoute = {
    method: "GET",
    path: "/v1/openapi.json",
    role: "viewer",
    id: "openapi",
    summary: "This document.",
    answers: { 200: () => z.record(z.string(), z.unknown()) },
    refuses: [],
    run: async (_, { engine }) => ({ status: 200, body: openApi([...routes, own], engine) }),
  };
  return [own];
}

/** OpenAPI 3.1, written from the schemas that requests are checked by; one path for each configured object. */
function openApi(routes: readonly ApiRoute[], { settings, records }: Desk["engine"]): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    for (const [object, types] of objectsOf(route, settings, records.types)) {
      const path = route.path.replace(":object", object).replace(/:(\w+)/g, "{$1}");
      const at = paths[path] ?? {};
      at[route.method.toLowerCase()] = operation(route, object, types);
      paths[path] = at;
    }
  }
  return {
    openapi: "3.1.0",
    info: { title: `The workspace ${settings.workspace}`, version: "1", description: ABOUT },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Error: schemaOf(errorShape, "output") },
    },
  };
}

const ABOUT =
  "Records that are written here are sent to the CRMs as any SQL write is. Times are UTC. Every error names its place and what to do.";

function objectsOf(
  route: ApiRoute,
  settings: Settings,
  typesOf: (object: string) => FieldTypes,
): readonly (readonly [string, FieldTypes])[] {
  if (route.object) return [[route.object, typesOf(route.object)]];
  if (!route.path.includes(":object")) return [["", {}]];
  return Object.keys(settings.objects).map((object) => [object, typesOf(object)]);
}

function operation(route: ApiRoute, object: string, types: FieldTypes): Json {
  const request = route.request?.(types);
  return {
    operationId: object === "" ? route.id : `${route.id}_${object}`,
    summary: route.summary,
    description: `Needs the role ${route.role}.`,
    ...(object === "" ? {} : { tags: [object] }),
    parameters: parameters(route, types),
    ...(request ? { requestBody: { required: true, content: json(schemaOf(request, "input")) } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, shape]) => [
          status,
          {
            description: status === "201" ? "It was made." : "It was done.",
            content: json(schemaOf(shape(types), "output")),
          },
        ]),
      ),
      ...refusals(route),
    },
  };
}

function parameters(route: ApiRoute, types: FieldTypes): readonly Json[] {
  const text = { type: "string" };
  const inPath = [...route.path.matchAll(/:(\w+)/g)].flatMap(([, name]) =>
    name === "object" ? [] : [{ name, in: "path", required: true, schema: text }],
  );
  const shape = route.query ? schemaOf(route.query, "input") : {};
  const inQuery = Object.entries((shape.properties ?? {}) as Json).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
  }));
  const filters = route.filters
    ? Object.keys(types).map((name) => ({
        name,
        in: "query",
        required: false,
        description: "Also as NAME[not], [gt], [gte], [lt], [lte], [contains] and [empty]=true or false.",
        schema: text,
      }))
    : [];
  const version = { name: "If-Match", in: "header", required: false, schema: text };
  return [...inPath, ...inQuery, ...filters, ...(route.versioned ? [version] : [])];
}

/** Errors of one status stand together. */
function refusals(route: ApiRoute): Json {
  const body: readonly ErrorCode[] = route.request ? ["BODY_TOO_LARGE", "STORAGE"] : [];
  const codes: readonly ErrorCode[] = ["UNAUTHORIZED", "FORBIDDEN", ...route.refuses, ...body];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(errorStatus[code], [...(byStatus.get(errorStatus[code]) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, own]) => [
      String(status),
      { description: own.join(", "), content: json({ $ref: "#/components/schemas/Error" }) },
    ]),
  );
}

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

/** Without the name of the dialect, which the document's version says. */
function schemaOf(shape: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { target: "draft-2020-12", io });
  return schema;
}
