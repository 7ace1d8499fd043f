// A cart as one row of the list.
import { count, fields, list, moment, text } from "../told/json";
import { STAGES, type Stage } from "../told/stats";

export interface Row {
  readonly handle: string;
  readonly stage: Stage;
  /** The page loaded last; null where the shopper's browser named none. */
  readonly page: string | null;
  /** The page of every tab. */
  readonly pages: readonly (string | null)[];
  readonly items: readonly number[];
  readonly valueUsd: number;
  readonly tabs: number;
  /** Since when the cart is connected. */
  readonly since: number | undefined;
  /** Since when it is on its page. */
  readonly pageSince: number | undefined;
  /** The storefront that holds its newest tab. */
  readonly node: string;
  /** Between two pages: no tab is connected at this moment. */
  readonly moving: boolean;
  /** It holds an item that is sold out. */
  readonly soldOut: boolean;
}

/** A part of the list. */
export interface Window {
  /** Of the request that it answers. */
  readonly id: number;
  readonly offset: number;
  /** Carts in the whole list. */
  readonly total: number;
  /** Over all of them. */
  readonly sums: Sums;
  readonly rows: readonly Row[];
}

export interface Sums {
  readonly tabs: number;
  readonly items: number;
  readonly valueUsd: number;
}

/** Reads a window; undefined where the server does not know the carts yet. */
export function windowOf(payload: unknown): Window | undefined {
  const w = fields(payload);
  if (!w || typeof w["total"] !== "number") {
    return undefined;
  }
  const sums = fields(w["sums"]) ?? {};
  return {
    id: count(w["id"]),
    offset: count(w["offset"]),
    total: w["total"],
    sums: {
      tabs: count(sums["tabs"]),
      items: count(sums["items"]),
      valueUsd: count(sums["value_usd"]),
    },
    rows: list(w["rows"]).flatMap(rowOf),
  };
}

/** One cart in full. */
export interface Cart {
  /** Undefined where it has left. */
  readonly row: Row | undefined;
  readonly tabs: readonly Tab[];
}

export interface Tab {
  readonly page: string | null;
  readonly since: number | undefined;
  readonly node: string;
  /** It has left, and may be back with another page in a moment. */
  readonly moving: boolean;
}

export function cartOf(payload: unknown): Cart {
  const cart = fields(payload);
  return {
    row: rowOf(cart?.["row"])[0],
    tabs: list(cart?.["tabs"]).map((tab) => {
      const t = fields(tab) ?? {};
      const [page, since, node] = [pageOf(t["page"]), moment(t["since"]), text(t["node"])];
      return { page, since, node, moving: t["moving"] === true };
    }),
  };
}

function rowOf(value: unknown): Row[] {
  const r = fields(value);
  const handle = text(r?.["handle"]);
  if (!r || handle === "") {
    return [];
  }
  return [
    {
      handle,
      stage: STAGES.find((stage) => stage === r["stage"]) ?? "browsing",
      page: pageOf(r["page"]),
      pages: list(r["pages"]).map(pageOf),
      items: list(r["items"]).filter((id): id is number => Number.isInteger(id)),
      valueUsd: count(r["value_usd"]),
      tabs: count(r["tabs"]),
      since: moment(r["since"]),
      pageSince: moment(r["page_since"]),
      node: text(r["node"]),
      moving: r["moving"] === true,
      soldOut: r["sold_out"] === true,
    },
  ];
}

function pageOf(page: unknown): string | null {
  return typeof page === "string" && page !== "" ? page : null;
}

/** 7f3a·9c21: enough to tell carts apart, and what the shopper sees as support code. */
export function short(handle: string): string {
  return `${handle.slice(0, 4)}·${handle.slice(4, 8)}`;
}

/** 7F3A-9C21, as the shopper's cart shows it. */
export function supportCode(handle: string): string {
  return `${handle.slice(0, 4)}-${handle.slice(4, 8)}`.toUpperCase();
}
