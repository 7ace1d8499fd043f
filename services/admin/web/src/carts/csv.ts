// The filtered carts as a file for a spreadsheet.
import { type Product, titleOf } from "../told/catalogue";
import { MOST } from "./carts";
import type { Query } from "./query";
import type { Row, Window } from "./row";

const HEAD = [
  "cart",
  "stage",
  "page",
  "page_since",
  "items",
  "value_usd",
  "tabs",
  "instance",
  "connected_since",
];

/** Reads all carts of a query, window by window; each once, though the list moves meanwhile. */
export async function collect(
  peek: (query: Query, offset: number, limit: number) => Promise<Window>,
  query: Query,
  progress: (read: number, total: number) => void,
): Promise<Row[]> {
  const rows = new Map<string, Row>();
  for (let offset = 0, total = 1; offset < total; offset += MOST) {
    const window = await peek(query, offset, MOST);
    total = window.total;
    for (const row of window.rows) {
      rows.set(row.handle, row);
    }
    progress(Math.min(offset + MOST, total), total);
  }
  return [...rows.values()];
}

/** A file after RFC 4180. */
export function csvOf(rows: readonly Row[], products: readonly Product[]): string {
  const lines = rows.map((row) => [
    row.handle,
    row.stage,
    row.page ?? "",
    stamp(row.pageSince),
    row.items.map((id) => titleOf(products, id)).join("; "),
    String(row.valueUsd),
    String(row.tabs),
    row.node,
    stamp(row.since),
  ]);
  return [HEAD, ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function stamp(at: number | undefined): string {
  return at === undefined ? "" : new Date(at).toISOString();
}

/** A shopper's browser names pages: what a spreadsheet would take for a formula is made text. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
