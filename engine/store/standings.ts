import type { Sql } from "./sql.ts";

/** Every remote record that we know of, counted once, and what is wrong on the way out. */
export interface Standing {
  readonly connection: string;
  readonly object: string;
  readonly known: number;
  readonly synced: number;
  readonly skipped: number;
  readonly failed: number;
  readonly waiting: number;
  readonly outboundSkipped: number;
  readonly outboundFailed: number;
  readonly outboundWaiting: number;
}

export async function countStandings(sql: Sql): Promise<readonly Standing[]> {
  const links = await sql.all(
    "select connection, object, count(*) as n from links where deleted_in_crm = 0 group by connection, object",
  );
  const outcomes = await sql.all(
    `select o.connection, o.object, o.direction, o.outcome, count(*) as n, count(l.external_id) as linked from outcomes o
     left join links l on o.direction = 'inbound' and l.connection = o.connection and l.object = o.object
       and l.external_id = o.subject and l.deleted_in_crm = 0
     group by o.connection, o.object, o.direction, o.outcome`,
  );
  const keys = new Set([...links, ...outcomes].map((row) => `${row.connection}\n${row.object}`));
  return [...keys].map((key) => {
    const [connection = "", object = ""] = key.split("\n");
    const own = outcomes.filter((row) => row.connection === connection && row.object === object);
    const count = (direction: string, outcome: string) =>
      Number(own.find((row) => row.direction === direction && row.outcome === outcome)?.n ?? 0);
    const inbound = own.filter((row) => row.direction === "inbound");
    const linked = Number(links.find((row) => row.connection === connection && row.object === object)?.n ?? 0);
    const troubledLinks = inbound.reduce((sum, row) => sum + Number(row.linked), 0);
    const troubled = inbound.reduce((sum, row) => sum + Number(row.n), 0);
    return {
      connection,
      object,
      known: linked + troubled - troubledLinks,
      synced: linked - troubledLinks,
      skipped: count("inbound", "skipped"),
      failed: count("inbound", "failed"),
      waiting: count("inbound", "waiting"),
      outboundSkipped: count("outbound", "skipped"),
      outboundFailed: count("outbound", "failed"),
      outboundWaiting: count("outbound", "waiting"),
    };
  });
}
