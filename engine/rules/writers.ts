import type { Fields } from "../record.ts";
import type { LinkRow } from "../store/links.ts";
import type { FieldWrite } from "../store/writers.ts";
import { changedFields } from "./merge.ts";

/** Who wrote a field last. */
export interface FieldWriter {
  readonly field: string;
  /** here = this side: SQL, a program, or a person; there = it came from the connection. */
  readonly side: "here" | "there";
  /** Where it came from; null = it was written here. */
  readonly connection: string | null;
  /** About when; of what was written here, when it was sent or first seen; null = not known. */
  readonly at: number | null;
  /** The run that brought it, or sent it; null = not known, or not sent yet. */
  readonly runId: string | null;
  /** Who chose it, as a run's `askedBy` is written; null = nobody was asked. */
  readonly by: string | null;
}

export interface WritersInput {
  readonly id: string;
  readonly fields: Fields;
  readonly createdAt: number | null;
  /** The run that made it from a CRM, when it is known. */
  readonly createdBy: string | null;
  readonly links: readonly Pick<LinkRow, "connection" | "externalId" | "linkedAt" | "seen">[];
  /** Oldest first. */
  readonly writes: readonly FieldWrite[];
  readonly owed: ReadonlyMap<string, number | null>;
}

/**
 * Pure: derived from what runs wrote and from what each CRM was last seen to hold. A value that came from a connection is
 * never owed to it: so whatever was sent there later, or differs from what it holds, was written here.
 */
export function lastWriters(input: WritersInput): readonly FieldWriter[] {
  return Object.keys(input.fields).map((field) => writerOf(field, input));
}

function writerOf(field: string, input: WritersInput): FieldWriter {
  const { id, links, owed, writes } = input;
  const own = writes.filter((write) => write.fields.includes(field));
  const last = own.findLastIndex((write) => write.subject !== id);
  const source = last < 0 ? creation(input) : arrival(own[last], links);
  const sent = own.slice(last + 1).filter((write) => source === null || write.connection === source.connection);
  const here = { field, side: "here", connection: null, by: null } as const;

  const behind = source === null ? links : links.filter((link) => link.connection === source.connection);
  const unsent = behind.find((link) => differs(field, input.fields, link.seen));
  if (unsent) return { ...here, at: owed.get(unsent.connection) ?? null, runId: null, by: chooser(sent) };
  const push = sent.at(-1);
  if (push) return { ...here, at: push.at, runId: push.runId, by: chooser(sent) };
  return source ? { field, side: "there", ...source } : { ...here, at: input.createdAt, runId: null };
}

type Source = Pick<FieldWriter, "at" | "runId" | "by"> & { readonly connection: string };

/** A link that is as old as its record made it. */
function creation({ links, createdAt: at, createdBy: runId }: WritersInput): Source | null {
  const maker = at === null ? undefined : links.find((link) => link.linkedAt === at);
  return maker ? { connection: maker.connection, at, runId, by: null } : null;
}

function arrival(write: FieldWrite | undefined, links: WritersInput["links"]): Source | null {
  if (!write) return null;
  const { at, runId, askedBy, subject } = write;
  // A resync may have spoken to several connections.
  const connection =
    write.connection === "*"
      ? (links.find((link) => link.externalId === subject)?.connection ?? write.connection)
      : write.connection;
  return { connection, at, runId, by: askedBy };
}

/** A person who chose this side; the push that followed bears no name. */
function chooser(sent: readonly FieldWrite[]): string | null {
  return sent.slice(-2).findLast((write) => write.kind === "resync")?.askedBy ?? null;
}

function differs(field: string, here: Fields, seen: Fields): boolean {
  return seen[field] !== undefined && field in changedFields(seen, { [field]: here[field] ?? null });
}
