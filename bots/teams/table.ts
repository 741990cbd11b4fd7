import type { Table } from "../card.ts";
import { writeNumber } from "../numbers.ts";
import { clean, type Lose } from "../text.ts";
import { BUDGET } from "./limits.ts";
import { bareLine } from "./render-lines.ts";
import type { Element, RichTextBlock, TableCell } from "./render-types.ts";

/** The caption, a Table of at most twenty rows under its heading, and how many rows there are more. */
export function tableElements(table: Table, max: number, lose: Lose): Element[] {
  const rows = [table.columns, ...shownRows(table, lose)].map((row, at) => ({
    type: "TableRow" as const,
    cells: table.columns.map((_, column) => cellOf(row[column], at === 0, max, lose)),
  }));
  const columns = table.columns.map((_, column) => ({
    width: widthOf(table, column),
    ...(isNumeric(table, column) ? { horizontalCellContentAlignment: "right" as const } : {}),
  }));
  return [caption(table, max, lose), { type: "Table", columns, rows }, ...moreRows(table)];
}

/** The same table as a line a row, e.g. "Reason: invalid_email · Contacts: 30": smaller, with every fact. */
export function tableLines(table: Table, max: number, lose: Lose): Element[] {
  const lines = shownRows(table, lose).map((row): RichTextBlock => {
    const cells = table.columns.map((name, column) => `${clean(name)}: ${cellText(row[column])}`);
    return { ...bareLine(cells.join(" · "), max, lose), spacing: "small" };
  });
  return [caption(table, max, lose), ...lines, ...moreRows(table)];
}

function shownRows(table: Table, lose: Lose): Table["rows"] {
  const all = table.rows.length;
  if (all > BUDGET.tableRows) lose(`"${clean(table.caption)}" shows ${BUDGET.tableRows} of ${writeNumber(all)} rows.`);
  return table.rows.slice(0, BUDGET.tableRows);
}

function moreRows(table: Table): Element[] {
  const all = table.rows.length;
  if (all <= BUDGET.tableRows) return [];
  const said = `${BUDGET.tableRows} of ${writeNumber(all)} rows are shown.`;
  return [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text: said, isSubtle: true, size: "small" }] }];
}

function caption(table: Table, max: number, lose: Lose): RichTextBlock {
  return bareLine(table.caption, max, lose, { weight: "bolder" });
}

function cellOf(cell: string | number | undefined, heading: boolean, max: number, lose: Lose): TableCell {
  const text = cellText(cell);
  const items = text === "" ? [] : [bareLine(text, max, lose, heading ? { weight: "bolder" } : {})];
  return { type: "TableCell", items };
}

function cellText(cell: string | number | undefined): string {
  if (cell === undefined) return "";
  return typeof cell === "number" ? writeNumber(cell) : clean(cell);
}

function isNumeric(table: Table, column: number): boolean {
  return table.rows.length > 0 && table.rows.every((row) => typeof row[column] === "number");
}

/** A column's share of the width: by its longest text, yet none so narrow that words break or so wide that others do. */
function widthOf(table: Table, column: number): number {
  const lengths = [table.columns, ...table.rows.slice(0, BUDGET.tableRows)].map((row) => cellText(row[column]).length);
  return Math.min(5, Math.max(isNumeric(table, column) ? 1 : 2, Math.ceil(Math.max(...lengths) / 8)));
}
