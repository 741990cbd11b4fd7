import type { Value } from "../crm/schema.ts";
import type { Row, Table } from "../crm/table.ts";
import type { Column } from "./soql-columns.ts";

/**
 * Makes the function that writes a row as JSON text for one list of columns. The text is kept on the row, because a
 * poller asks for the same columns again and again; columns of a parent are never kept, since the parent may change.
 */
export function renderer(table: Table, columns: readonly Column[], version: string): (row: Row) => string {
  const { type } = table.schema;
  const own = columns.filter((column) => column.parent === null);
  const keys = own.map((column) => `,${JSON.stringify(column.name)}:`);
  const head = `{"attributes":{"type":"${type}","url":"/services/data/${version}/sobjects/${type}/`;
  const key = `${version} ${own.map((column) => column.name).join(",")}`;
  const plain = (row: Row) => {
    if (row.text?.key === key) return row.text.json;
    let json = `${head}${row.id}"}`;
    for (let i = 0; i < own.length; i++) json += keys[i] + text(own[i]?.read(row) ?? null);
    row.text = { key, json };
    return json;
  };
  const parents = parentNames(columns);
  if (parents.length === 0) return (row) => `${plain(row)}}`;
  return (row) => {
    const nested = parents.map((as) => `,${JSON.stringify(as)}:${parentText(row, as, columns, version)}`);
    return `${plain(row)}${nested.join("")}}`;
  };
}

function text(value: Value): string {
  return value === null ? "null" : typeof value === "string" ? JSON.stringify(value) : String(value);
}

function parentNames(columns: readonly Column[]): readonly string[] {
  return [...new Set(columns.flatMap((column) => (column.parent === null ? [] : [column.parent.as])))];
}

function parentText(row: Row, as: string, columns: readonly Column[], version: string): string {
  const asked = columns.filter((column) => column.parent?.as === as);
  const parent = asked[0]?.parent;
  const id = parent === undefined || parent === null ? null : row.fields[parent.by.name];
  const there = typeof id === "string" && parent?.table.latest.has(id) === true;
  if (!there) return "null";
  const type = parent.table.schema.type;
  const attributes = { type, url: `/services/data/${version}/sobjects/${type}/${id}` };
  return JSON.stringify({ attributes, ...Object.fromEntries(asked.map((column) => [column.name, column.read(row)])) });
}
