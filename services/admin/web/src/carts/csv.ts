// The filtered carts as a file for a spreadsheet.
import { type Product, titleOf } from "../told/catalogue";
import { STAGES } from "../told/stats";
import { MOST } from "./carts";
import type { Column, Query } from "./query";
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

/** The server takes 50 requests a second; this leaves room for what else the page asks. */
const PACE = 30; // ms
/** After a refusal, or while the line is away. */
const PATIENCE = 1_000; // ms
const TRIES = 60;

export interface Reading {
  readonly query: Query;
  readonly peek: (query: Query, limit: number) => Promise<Window>;
  readonly wait: (ms: number) => Promise<unknown>;
  readonly progress: (read: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Reads all carts of a query, in its order. They are asked for by their handles,
 * which never change, so a list that moves meanwhile hides none and shows none
 * twice; and where the line was away it goes on behind the last one.
 */
export async function collect(reading: Reading): Promise<Row[]> {
  const rows: Row[] = [];
  for (let rest = 1; rest > 0; ) {
    const window = await patiently(reading, rows.at(-1)?.handle);
    rows.push(...window.rows);
    rest = window.rows.length === 0 ? 0 : window.total - window.rows.length;
    reading.progress(rows.length, rows.length + rest);
  }
  return inOrderOf(rows, reading.query);
}

async function patiently(reading: Reading, after: string | undefined): Promise<Window> {
  const filter = { ...reading.query.filter, after };
  for (let tries = 1; ; tries++) {
    await reading.wait(tries === 1 ? PACE : PATIENCE);
    reading.signal.throwIfAborted();
    try {
      return await reading.peek({ filter, sort: "handle", desc: false }, MOST);
    } catch (error) {
      if (tries === TRIES) {
        throw error;
      }
    }
  }
}

/** Rows as the list has them: by their column, then by their handles, as the server does. */
function inOrderOf(rows: readonly Row[], { sort, desc }: Query): Row[] {
  const key = KEYS[sort];
  const compare = (a: Row, b: Row) => before(key(a), key(b)) || before(a.handle, b.handle);
  return rows.toSorted((a, b) => (desc ? compare(b, a) : compare(a, b)));
}

function before<T>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}

const KEYS: Readonly<Record<Column, (row: Row) => string | number>> = {
  stage: ({ stage }) => STAGES.indexOf(stage),
  handle: () => 0,
  page: ({ page }) => page ?? "",
  page_since: ({ pageSince = 0 }) => pageSince,
  items: ({ items }) => items.length,
  value_usd: ({ valueUsd }) => valueUsd,
  tabs: ({ tabs }) => tabs,
  node: ({ node }) => node,
  since: ({ since = 0 }) => since,
};

/** What is left out of a file while the carts' names and money are hidden. */
const SHY: ReadonlySet<string> = new Set(["cart", "value_usd"]);

/** A file after RFC 4180. */
export function csvOf(rows: readonly Row[], products: readonly Product[], shy: boolean): string {
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
  const told = (_: string, column: number) => !(shy && SHY.has(HEAD[column] ?? ""));
  return [HEAD, ...lines].map((line) => `${line.filter(told).map(cell).join(",")}\r\n`).join("");
}

function stamp(at: number | undefined): string {
  return at === undefined ? "" : new Date(at).toISOString();
}

/** A shopper's browser names pages: what a spreadsheet would take for a formula is made text. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
