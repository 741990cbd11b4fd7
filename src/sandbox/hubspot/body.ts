import { z } from "zod";
import { done, invalid, type Outcome, refused } from "./refusal.ts";

/** HubSpot takes numbers, true and false for texts, and refuses objects and lists. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const properties = z.record(z.string(), text.nullable());
const identified = z.object({ id: text });

const associations = z
  .array(
    z.object({
      to: identified,
      types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number() })).min(1),
    }),
  )
  .nullish()
  .transform((given) => given ?? []);

const traceId = z.string().nullish();

export const bodies = {
  create: z.object({ properties, associations }),
  update: z.object({ properties }),
  batchCreate: z.object({ inputs: z.array(z.object({ properties, associations, objectWriteTraceId: traceId })) }),
  batchUpdate: z.object({
    inputs: z.array(z.object({ id: text, properties, idProperty: z.string().nullish(), objectWriteTraceId: traceId })),
  }),
  batchRead: z.object({
    inputs: z.array(identified),
    properties: z.array(z.string()).nullish(),
    propertiesWithHistory: z.array(z.string()).nullish(),
    idProperty: z.string().nullish(),
  }),
  batchIds: z.object({ inputs: z.array(identified) }),
  search: z.object({
    filterGroups: z
      .array(
        z.object({
          filters: z.array(
            z.object({
              propertyName: z.string(),
              operator: z.string(),
              value: text.optional(),
              highValue: text.optional(),
              values: z.array(text).optional(),
            }),
          ),
        }),
      )
      .nullish(),
    sorts: z
      .array(z.union([z.string(), z.object({ propertyName: z.string(), direction: z.string().optional() })]))
      .nullish(),
    query: z.string().nullish(),
    properties: z.array(z.string()).nullish(),
    limit: z.number().int().nullish(),
    after: text.nullish(),
  }),
  merge: z.object({ primaryObjectId: text, objectIdToMerge: text }),
  gdprDelete: z.object({ objectId: text, idProperty: z.string().nullish() }),
  property: z.object({
    name: z.string(),
    label: z.string(),
    type: z.string(),
    fieldType: z.string(),
    groupName: z.string(),
    hasUniqueValue: z.boolean().nullish(),
    options: z.array(z.object({ value: z.string(), label: z.string() })).nullish(),
  }),
  link: z.object({
    inputs: z.array(
      z.object({
        from: identified,
        to: identified,
        types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number() })).min(1),
      }),
    ),
  }),
  linkDefault: z.object({ inputs: z.array(z.object({ from: identified, to: identified })) }),
  linkRead: z.object({ inputs: z.array(z.object({ id: text, after: z.string().nullish() })) }),
  unlink: z.object({ inputs: z.array(z.object({ from: identified, to: z.array(identified) })) }),
  linkTypes: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number() })).min(1),
} as const;

/** The body in the shape asked for, or HubSpot's complaint about the JSON. */
export function readBody<T>(body: string, shape: z.ZodType<T>): Outcome<T> {
  if (body.trim() === "") return refused(invalid("Invalid JSON input: a request body was expected, but none found"));
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return refused(invalid("Invalid input JSON on line 1, column 1: Unexpected character"));
  }
  const checked = shape.safeParse(parsed);
  return checked.success ? done(checked.data) : refused(invalid(complaint(checked.error, parsed)));
}

function complaint(error: z.ZodError, parsed: unknown): string {
  const missing = error.issues.filter((issue) => valueAt(parsed, issue.path) === undefined);
  if (missing.length > 0) {
    const names = [...new Set(missing.map((issue) => String(issue.path.at(-1) ?? "body")))];
    return `Invalid input JSON on line 1, column 2. Some required fields were not set: [${names.join(", ")}]`;
  }
  const where = error.issues[0]?.path.join(".") ?? "";
  return `Invalid input JSON on line 1, column 2: Cannot deserialize the value of ${where === "" ? "the body" : where}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** At least one input, at most `most`. */
export function sized<T extends { readonly inputs: readonly unknown[] }>(body: T, most: number): Outcome<T> {
  if (body.inputs.length === 0) return refused(invalid("Batch input provided should have at least one object."));
  if (body.inputs.length > most)
    return refused(
      invalid(`The maximum number of inputs supported in a batch request for object reads or writes is ${most}`),
    );
  return done(body);
}
