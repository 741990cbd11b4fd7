import type { HttpRequest } from "../../../engine/provider.ts";
import { accountNamed } from "../../../src/sandbox/crm/crm.ts";
import type { Row } from "../../../src/sandbox/crm/table.ts";
import { tableOf } from "../../../src/sandbox/crm/writes.ts";
import type { Agenda } from "./agenda.ts";
import { type CrmName, type Crms, crmNames, type ObjectKind, objectKinds, typeNames } from "./crms.ts";
import { remoteNames } from "./fields.ts";
import type { Trace } from "./trace.ts";

/** Looks at every change of the CRMs' records: what is created twice, and what comes back to where it was written. */
export interface RemoteWatch {
  arrived(name: CrmName, asked: HttpRequest): void;
  /** After a person's own write. */
  byHand(name: CrmName): void;
  /** A merge makes one record of two: what was created as the survivor may be created anew, as what it was. */
  merged(name: CrmName, survivor: string): void;
}

interface Known {
  readonly row: Row;
  /** Field -> who gave it its value. */
  readonly writers: ReadonlyMap<string, string>;
}

/** A twin that stood there so long when it was created again must have been found. */
const seenByAllMs = 90_000;

/** `deletes`: whether the settings let deletes of ours go to the CRMs. */
export function remoteWatch(agenda: Agenda, trace: Trace, crms: Crms, deletes: boolean): RemoteWatch {
  const known = new Map<string, Known>();
  const created = new Map<string, string>();

  function look(name: CrmName): void {
    for (const kind of objectKinds) {
      const account = accountNamed(crms.of[name], "main");
      for (const row of tableOf(account, typeNames[name][kind]).latest.values()) {
        const before = known.get(place(name, kind, row.id));
        if (before?.row === row) continue;
        known.set(place(name, kind, row.id), { row, writers: writersOf(row, before) });
        if (row.deleted && before?.row.deleted === false && row.modifiedBy === account.appUser.id && !deletes)
          trace.violate("a delete that nobody allowed", `${name} ${kind} ${row.id}`);
        if (!before && row.createdBy === account.appUser.id) checkCreate(name, kind, row);
      }
    }
  }

  function checkCreate(name: CrmName, kind: ObjectKind, row: Row): void {
    const names = remoteNames[name][kind];
    const tag = row.fields[names.tag];
    trace.note(`${name} has a new ${kind} ${row.id} ${tag}`);
    // What somebody deleted before we learned that it had been created is created anew.
    const double = crms.live(name, kind).find((other) => other.id === created.get(`${name} ${kind} ${tag}`))?.id;
    if (double) trace.violate("created twice", `${name} ${kind} ${tag}: ${double} and ${row.id}`);
    created.set(`${name} ${kind} ${tag}`, row.id);
    const twin = crms.live(name, kind).find((other) => {
      const alike =
        other.id !== row.id && other.fields[names.tag] === tag && other.fields[names.key] === row.fields[names.key];
      return alike && other.createdAt < agenda.now() - seenByAllMs && other.modifiedAt < agenda.now() - seenByAllMs;
    });
    if (twin && !double)
      trace.violate(
        "created beside its twin",
        `${name} ${kind} ${tag}: ${twin.id} was there when ${row.id} was created`,
      );
  }

  function checkEchoes(name: CrmName, asked: HttpRequest): void {
    const person = accountNamed(crms.of[name], "main").person.id;
    for (const { kind, id, fields } of updatesIn(name, asked)) {
      const before = known.get(place(name, kind, id));
      for (const field of remoteNames[name][kind].unmistakable) {
        const value = fields[field];
        if (!before || value === undefined || value === null || before.row.fields[field] !== value) continue;
        if (before.writers.get(field) === person)
          trace.violate("an echo", `${name} ${kind} ${id}: ${field} = ${value} was written there by a person`);
      }
    }
  }

  return {
    arrived: (name, asked) => {
      checkEchoes(name, asked);
      look(name);
    },
    byHand: look,
    merged: (name, survivor) => {
      for (const [tag, id] of created) if (id === survivor && tag.startsWith(`${name} `)) created.delete(tag);
    },
  };

  function place(name: CrmName, kind: ObjectKind, id: string): string {
    return `${name} ${kind} ${id}`;
  }
}

function writersOf(row: Row, before: Known | undefined): ReadonlyMap<string, string> {
  const writers = new Map(before?.writers);
  for (const [field, value] of Object.entries(row.fields)) {
    if (before?.row.fields[field] !== value) writers.set(field, row.modifiedBy);
  }
  return writers;
}

interface Update {
  readonly kind: ObjectKind;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The updates that a request asks for, in the CRM's own form; creates and upserts are not among them. */
function updatesIn(name: CrmName, { method, url, body }: HttpRequest): readonly Update[] {
  if (body === null || !crmNames.includes(name)) return [];
  if (name === "salesforce") {
    if (method !== "PATCH" || !/\/composite\/sobjects\/?$/.test(url)) return [];
    const { records = [] } = JSON.parse(body) as { records?: readonly Record<string, unknown>[] };
    return records.map(({ attributes, Id, id, ...fields }) => {
      const type = (attributes as { type?: string } | undefined)?.type;
      return { kind: type === "Account" ? "account" : "contact", id: String(Id ?? id), fields };
    });
  }
  const type = /\/objects\/(\w+)\/batch\/update/.exec(url)?.[1];
  if (!type) return [];
  const { inputs = [] } = JSON.parse(body) as {
    inputs?: readonly { id: string; properties: Record<string, unknown> }[];
  };
  return inputs.map(({ id, properties }) => ({
    kind: type === "companies" ? "account" : "contact",
    id,
    fields: properties,
  }));
}
