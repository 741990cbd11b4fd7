import { changesInTurn, type Part } from "../../parts.ts";
import type { Crm, PushResult, Session, Write } from "../../provider.ts";
import type { RemoteRecord } from "../../record.ts";
import { changes } from "./changes.ts";
import type { Client } from "./client.ts";
import { find, read } from "./find.ts";
import {
  columnOf,
  columnsOf,
  isNote,
  moved,
  NOTE,
  noteId,
  noteWrite,
  toldNote,
  toldPage,
  toldResult,
} from "./notes.ts";
import { push } from "./push.ts";
import { notesShape, type Shape } from "./shapes.ts";

type Activities = Pick<Crm, "changes" | "read" | "find" | "push">;

/** What can be done about activities, which notes are, too: Pipedrive keeps those apart, in v1 of its API. */
export function activitiesOf(client: Client, session: Session, shape: Shape): Activities {
  const fields = session.fields[shape.object] ?? [];
  const columns = columnsOf(fields);
  const withNotes = maySeeNotes(session.token.scopes);
  const ofNotes = { ...session, fields: { ...session.fields, [shape.object]: columns } };
  const parts: readonly Part[] = [
    {
      name: "activities",
      changes: (cursor) => changes(client, session, shape, cursor),
      // No call of Pipedrive tells how many there are.
      count: async () => null,
    },
    {
      name: "notes",
      changes: async (cursor) => toldPage(await changes(client, ofNotes, notesShape, cursor), fields),
      count: async () => null,
    },
  ];
  const noted = (notes: readonly RemoteRecord[]) => notes.map((note) => toldNote(note, fields));
  return {
    changes: (_, cursor) => changesInTurn(withNotes ? parts : parts.slice(0, 1), cursor),
    read: async (_, ids) => {
      const notes = ids.filter(isNote);
      const found = await read(
        client,
        shape,
        fields,
        ids.filter((id) => !isNote(id)),
      );
      return [...found, ...noted(await read(client, notesShape, columns, notes.map(noteId)))];
    },
    find: async (_, by, values) => {
      const asked = { by, values, now: session.now() };
      const found = await find(client, shape, fields, asked);
      const column = columnOf(by);
      // What notes do not have no note can be found by.
      if (column === null || !withNotes) return found;
      return [...found, ...noted(await find(client, notesShape, columns, { ...asked, by: column }))];
    },
    push: (_, writes) => pushEach(client, shape, writes),
  };
}

/** Notes need no scope of their own: that of what they hang on is enough. */
function maySeeNotes(scopes: readonly string[]): boolean {
  return scopes.length === 0 || scopes.some((scope) => /^(deals|contacts):/.test(scope));
}

async function pushEach(client: Client, shape: Shape, writes: readonly Write[]): Promise<readonly PushResult[]> {
  const results = new Map<string, PushResult>();
  const plainOnes: Write[] = [];
  const notes: Write[] = [];
  for (const [at, write] of writes.entries()) {
    const key = String(at);
    const isOfNote = write.op === "create" ? write.fields.type === NOTE : isNote(write.externalId ?? "");
    const made = isOfNote ? noteWrite(write) : becomesNote(write) ? moved : write;
    if ("reason" in made) results.set(key, { key, ok: false, ...made });
    else if (isOfNote && made.op === "update" && Object.keys(made.fields).length === 0)
      // All that is to change is something that notes do not have.
      results.set(key, { key, ok: true, externalId: write.externalId ?? "", created: false });
    else (isOfNote ? notes : plainOnes).push({ ...made, key });
  }
  for (const result of await push(client, shape, plainOnes)) results.set(result.key, result);
  for (const result of await push(client, notesShape, notes)) results.set(result.key, toldResult(result));
  return writes.flatMap(({ key }, at) => {
    const result = results.get(String(at));
    return result === undefined ? [] : [{ ...result, key }];
  });
}

function becomesNote({ op, fields }: Write): boolean {
  return op === "update" && fields.type === NOTE;
}
