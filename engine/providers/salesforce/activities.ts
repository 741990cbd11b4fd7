import { changesInTurn, countAll, type Part } from "../../parts.ts";
import { type Crm, CrmError, type Page, type Session } from "../../provider.ts";
import type { ObjectName, Schema } from "../../record.ts";
import { malformed } from "../../trouble.ts";
import { type ActivityPart, activityParts, columnsOf, partOfId, toldBy } from "./activity-parts.ts";
import { pushActivities } from "./activity-push.ts";
import { changesOf } from "./changes.ts";
import type { Client } from "./client.ts";
import { count } from "./count.ts";
import { encode, firstIncremental } from "./cursor.ts";
import { find, read } from "./find.ts";
import { isRow, readRow } from "./records.ts";
import { toSchema } from "./schema.ts";
import type { Selected } from "./selected.ts";
import { vanished } from "./vanished.ts";

type Activities = Required<Pick<Crm, "describe" | "changes" | "read" | "find" | "push" | "count" | "gone">>;

/** What can be done about activities, whichever of Salesforce's types they are kept in. */
export function activitiesOf(
  client: Client,
  session: Session,
  ourName: (sobject: string) => ObjectName | null,
): Activities {
  const taken = new Set(Object.values(session.objects ?? {}));
  // A type that the configuration has made an object of its own is not an activity, too.
  const parts = activityParts.filter(({ type }) => !taken.has(type));
  const fields = session.fields.activity ?? [];
  const inTurn = parts.map((part) => asPart(client, session, part, fields));
  return {
    describe: (object) => describe(client, object, parts, ourName),
    count: () => countAll(inTurn),
    changes: (_, cursor) => changesInTurn(inTurn, cursor),
    read: async (_, ids) => {
      const found = [];
      for (const part of parts) {
        const own = ids.filter((id) => partOfId(parts, id) === part);
        if (own.length > 0) found.push(...(await read(client, selected(part, fields), own)));
      }
      return found;
    },
    find: async (_, by, values) => {
      const found = [];
      for (const part of parts) {
        const [column] = part.columns(by);
        // What a type always is says nothing about its records.
        if (column === undefined || (by === "TaskSubtype" && part.word !== null)) continue;
        const asked = find(client, selected(part, fields), column, values);
        found.push(...(await (part.optional ? unlessAbsent(asked, []) : asked)));
      }
      return found;
    },
    push: (_, writes) => pushActivities(client, parts, writes),
    gone: async (_, ids) => {
      const told = [];
      for (const part of [...parts, null]) {
        const own = ids.filter((id) => partOfId(parts, id) === part);
        // An id of no type of ours is none that queries know.
        if (own.length > 0) told.push(...(await vanished(client, part?.type ?? "Task", own)));
      }
      return told;
    },
  };
}

function asPart(client: Client, session: Session, part: ActivityPart, fields: readonly string[]): Part {
  const from = selected(part, fields);
  return {
    name: part.type,
    changes: (cursor) => {
      const page = changesOf(client, session, from, cursor);
      return part.optional ? unlessAbsent(page, nothing) : page;
    },
    count: () => {
      const told = count(client, part.type, part.only);
      return part.optional ? unlessAbsent(told, 0) : told;
    },
  };
}

function selected(part: ActivityPart, fields: readonly string[]): Selected {
  return {
    type: part.type,
    columns: columnsOf(part, fields),
    only: part.only,
    read: (row) => {
      const told = isRow(row) ? part.told(row) : row;
      return readRow(told, toldBy(part, fields, told));
    },
  };
}

/** Asked again in the next poll, from the beginning: an org may switch notes on. */
const nothing: Page = {
  phase: "backfill",
  records: [],
  gone: [],
  broken: [],
  cursor: encode(firstIncremental(null)),
  more: false,
  total: 0,
};

/** Not every org has notes. */
async function unlessAbsent<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CrmError && error.trouble.reason === "SCHEMA_OBJECT_MISSING") return otherwise;
    throw error;
  }
}

/** A task's description with the words of the other types, and the fields that only a meeting has. */
async function describe(
  client: Client,
  object: ObjectName,
  parts: readonly ActivityPart[],
  ourName: (sobject: string) => ObjectName | null,
): Promise<Schema> {
  const schemas = new Map<string, Schema>();
  for (const part of parts) {
    const asked = client.describe(part.type);
    const told = await (part.optional ? unlessAbsent<unknown>(asked, null) : asked);
    const schema = told === null ? null : toSchema(object, told, ourName);
    if (schema !== null) schemas.set(part.type, schema);
    else if (!part.optional)
      throw new CrmError(malformed("Salesforce's description of the object cannot be read", false));
  }
  const [first] = schemas.values();
  if (first === undefined) throw new CrmError(malformed("Salesforce describes no kind of activity", false));
  return { ...first, fields: { ...meetingsOwn(schemas.get("Event")), ...withWords(first, parts, schemas) } };
}

/** No record of another type needs them. */
function meetingsOwn(event: Schema | undefined): Schema["fields"] {
  const own = Object.entries(event?.fields ?? {}).map(
    ([name, field]) => [name, { ...field, required: false }] as const,
  );
  return Object.fromEntries(own);
}

function withWords(
  { fields }: Schema,
  parts: readonly ActivityPart[],
  schemas: ReadonlyMap<string, Schema>,
): Schema["fields"] {
  const subtype = fields.TaskSubtype;
  if (subtype === undefined || subtype.options === null) return fields;
  const words = parts.flatMap(({ type, word }) =>
    word !== null && schemas.has(type) ? [{ value: word, label: word, active: true }] : [],
  );
  return { ...fields, TaskSubtype: { ...subtype, options: [...subtype.options, ...words] } };
}
