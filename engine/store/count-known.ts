import { reasons } from "../reasons.ts";
import type { Known } from "../rules/count-sum.ts";
import type { Sql } from "./sql.ts";

/** What the workspace knows of one object on one connection, and what is ours alone. */
export interface KnownCount extends Known {
  readonly connection: string;
  readonly object: string;
}

/** The workspace's own side of one object on one connection: records that have no living link there. */
export interface OursCount {
  readonly connection: string;
  readonly object: string;
  /** On their way there, or waiting for their turn. */
  readonly toSend: number;
  readonly refused: number;
  readonly leftOut: number;
  /** Their remote record was deleted there. */
  readonly deletedThere: number;
}

const codes = Object.entries(reasons);
const permissions = codes.filter(([, one]) => one.family === "P").map(([code]) => code);
/** The CRM itself took it out of use and counts it all the same. */
const setAside = ["SKIP_CONVERTED", "REC_CONVERTED", "REC_ARCHIVED"];

/** Every remote record that is known, in one number each: by its link, or without one by what stands wrong with it. */
export async function countKnown(sql: Sql): Promise<readonly KnownCount[]> {
  const links = await sql.all(
    `select l.connection, l.object, count(*) as n,
       count(distinct case when coalesce(r.deleted, 0) = 0 then l.record_id end) as ours,
       sum(case when coalesce(r.deleted, 0) = 1 then 1 else 0 end) as aside
     from links l left join records r on r.object = l.object and r.id = l.record_id
     where l.deleted_in_crm = 0 group by l.connection, l.object`,
  );
  const p = sql.among("o.reason", permissions);
  const a = sql.among("o.reason", setAside);
  const outcomes = await sql.all(
    `select o.connection, o.object, case when ${p.text} then 'noPermission' when ${a.text} then 'archived'
       when o.outcome = 'skipped' then 'filtered' when o.outcome = 'waiting' then 'pending' else 'failed' end as term,
       count(*) as n
     from outcomes o left join links l on l.connection = o.connection and l.object = o.object and l.external_id = o.subject
     where o.direction = 'inbound' and l.external_id is null group by 1, 2, 3`,
    [p.param, a.param],
  );
  const keys = new Set([...links, ...outcomes].map((row) => `${row.connection}\n${row.object}`));
  return [...keys].map((key) => {
    const [connection = "", object = ""] = key.split("\n");
    const isOwn = (row: { readonly connection?: unknown; readonly object?: unknown }) =>
      row.connection === connection && row.object === object;
    const linked = links.find(isOwn);
    const of = (term: string) => Number(outcomes.find((row) => isOwn(row) && row.term === term)?.n ?? 0);
    const [all, ours, aside] = [Number(linked?.n ?? 0), Number(linked?.ours ?? 0), Number(linked?.aside ?? 0)];
    return {
      connection,
      object,
      ours,
      merged: all - ours - aside,
      archived: aside + of("archived"),
      filtered: of("filtered"),
      noPermission: of("noPermission"),
      pending: of("pending"),
      failed: of("failed"),
    };
  });
}

/** Living links that were made since then. */
export async function countFresh(sql: Sql, connection: string, object: string, since: number): Promise<number> {
  const [row] = await sql.all(
    "select count(*) as n from links where connection = ? and object = ? and deleted_in_crm = 0 and linked_at >= ?",
    [connection, object, since],
  );
  return Number(row?.n ?? 0);
}

/** Records of ours that this connection's CRM does not hold, by what keeps them from it. */
export async function countOurs(sql: Sql, connection: string, object: string): Promise<OursCount> {
  const rows = await sql.all(
    `select case when o.record_id is not null and o.state <> 'failed' then 'toSend'
         when o.state = 'failed' then 'refused' when x.subject is not null then 'leftOut' else 'deletedThere' end as term,
       count(*) as n
     from records r
       left join outbox o on o.connection = ? and o.object = r.object and o.record_id = r.id
       left join outcomes x on x.connection = ? and x.object = r.object and x.direction = 'outbound' and x.subject = r.id
     where r.object = ? and r.deleted = 0 and not exists (select 1 from links l
       where l.connection = ? and l.object = r.object and l.record_id = r.id and l.deleted_in_crm = 0)
     group by 1`,
    [connection, connection, object, connection],
  );
  const of = (term: string) => Number(rows.find((row) => row.term === term)?.n ?? 0);
  return {
    connection,
    object,
    toSend: of("toSend"),
    refused: of("refused"),
    leftOut: of("leftOut"),
    deletedThere: of("deletedThere"),
  };
}
