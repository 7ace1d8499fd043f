// Which carts are asked for, and in which order.
import type { Stage } from "../told/stats";

export const COLUMNS = [
  "stage",
  "handle",
  "page",
  "page_since",
  "items",
  "value_usd",
  "tabs",
  "node",
  "since",
] as const;
export type Column = (typeof COLUMNS)[number];

export interface Filter {
  readonly stage?: Stage | undefined;
  readonly page?: string | undefined;
  readonly item?: number | undefined;
  /** Over handle, product and page. */
  readonly text?: string | undefined;
  readonly minValue?: number | undefined;
  readonly withItems?: boolean | undefined;
  readonly soldOut?: boolean | undefined;
  readonly node?: string | undefined;
  /** Connected for so many minutes, or longer. */
  readonly age?: number | undefined;
  /** On its page for so many minutes, or longer. */
  readonly stay?: number | undefined;
  /** For reading them all in the order of their handles: only those behind this one. */
  readonly after?: string | undefined;
}

export interface Query {
  readonly filter: Filter;
  readonly sort: Column;
  readonly desc: boolean;
}

export const EVERYTHING: Query = { filter: {}, sort: "since", desc: true };
/** The server takes no longer text. */
const LONGEST_TEXT = 256;

/** The parts of a filter that are set. */
export function parts(filter: Filter): (keyof Filter)[] {
  return (Object.keys(filter) as (keyof Filter)[]).filter((name) => filter[name] !== undefined);
}

export function without(filter: Filter, part: keyof Filter): Filter {
  return { ...filter, [part]: undefined };
}

function sameFilter(a: Filter, b: Filter): boolean {
  const names = new Set([...parts(a), ...parts(b)]);
  return [...names].every((name) => a[name] === b[name]);
}

/** Whether two queries ask for the same carts in the same order. */
export function sameQuery(a: Query, b: Query): boolean {
  return sameFilter(a.filter, b.filter) && a.sort === b.sort && a.desc === b.desc;
}

/** The order after a click on the head of a column: numbers begin with the highest. */
export function sortedBy(query: Query, column: Column): Query {
  const desc = query.sort === column ? !query.desc : !TEXTUAL.has(column);
  return { ...query, sort: column, desc };
}

const TEXTUAL: ReadonlySet<Column> = new Set(["handle", "page", "node"]);

/** An age is counted from a moment that moves so often, the same for every page. */
export const AGE_STEP = 10_000;
const MINUTE = 60_000;

/** The moment so many minutes ago. */
function before(minutes: number, now: number): string {
  return new Date(Math.floor(now / AGE_STEP) * AGE_STEP - minutes * MINUTE).toISOString();
}

/** Whether time alone changes which carts match. */
export function ages({ age, stay }: Filter): boolean {
  return age !== undefined || stay !== undefined;
}

/** What is sent as the event "window" at a moment; its id comes back with the rows. */
export function requestOf(
  id: number,
  query: Query,
  offset: number,
  limit: number,
  now: number,
): object {
  const { stage, page, item, text, minValue, withItems, soldOut, node, age, stay, after } =
    query.filter;
  return {
    id,
    sort: query.sort,
    desc: query.desc,
    offset,
    limit,
    filter: {
      ...(stage && { stage }),
      ...(page !== undefined && { page }),
      ...(item !== undefined && { item }),
      ...(text && { text: cut(text) }),
      ...(minValue !== undefined && { min_value: minValue }),
      ...(withItems && { with_items: true }),
      ...(soldOut && { sold_out: true }),
      ...(node && { node }),
      ...(age !== undefined && { since: before(age, now) }),
      ...(stay !== undefined && { page_since: before(stay, now) }),
      ...(after && { after }),
    },
  };
}

/** As much of a text as the server takes, never half a character. */
function cut(text: string): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(LONGEST_TEXT));
  return text.slice(0, read);
}
