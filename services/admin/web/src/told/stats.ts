// The totals, and how far the server vouches for them.
import { count, type Fields, fields, known, list, moment, numbers, text } from "./json";

/** Where a cart is on its way; every connected cart is in exactly one. */
export const STAGES = ["browsing", "cart", "checkout"] as const;
export type Stage = (typeof STAGES)[number];

export interface Stats {
  /** When it was said. */
  readonly at: number | undefined;
  /** Whether the server knows the carts at all. */
  readonly ready: boolean;
  readonly staleSince: number | undefined;
  /** Since when stock, catalogue and prices are not vouched for. */
  readonly shopStaleSince: number | undefined;
  /** Since when the orders cannot be read. */
  readonly salesStaleSince: number | undefined;
  readonly carts: number;
  readonly tabs: number;
  /** Items in all carts, each cart's once whatever its tabs. */
  readonly items: number;
  readonly valueUsd: number;
  readonly withItems: number;
  /** Carts that hold an item that is sold out. */
  readonly soldOut: number;
  readonly stages: Readonly<Record<Stage, number>>;
  /** The pages with the most tabs. */
  readonly pages: readonly PageCount[];
  /** What they leave out. */
  readonly otherPages: Rest;
  /** Carts that hold an item. */
  readonly demand: ReadonlyMap<number, number>;
  readonly storefronts: readonly Storefront[];
  /** Undefined until the orders were read once. */
  readonly sold: { readonly lately: Orders; readonly today: Orders } | undefined;
  /** Pairs sold in the last ten minutes, by item; undefined until the orders were read once. */
  readonly pairs: ReadonlyMap<number, number> | undefined;
}

/** Orders of some time. */
export interface Orders {
  readonly count: number;
  readonly valueUsd: number;
}

export interface PageCount {
  /** null stands for tabs that named no page. */
  readonly page: string | null;
  readonly tabs: number;
}

export interface Storefront {
  readonly id: string;
  readonly carts: number;
  readonly tabs: number;
  /** How long nothing was heard of it, in milliseconds. */
  readonly silence: number;
}

export function statsOf(payload: unknown): Stats {
  const p = fields(payload) ?? {};
  return {
    at: moment(p["at"]),
    ready: p["ready"] === true,
    staleSince: moment(p["stale_since"]),
    shopStaleSince: moment(p["shop_stale_since"]),
    salesStaleSince: moment(p["sales_stale_since"]),
    carts: count(p["carts"]),
    tabs: count(p["tabs"]),
    items: count(p["items"]),
    valueUsd: count(p["value_usd"]),
    withItems: count(p["with_items"]),
    soldOut: count(p["sold_out"]),
    stages: stagesOf(fields(p["stages"]) ?? {}),
    pages: list(p["pages"]).flatMap(pageOf).sort(byPath),
    otherPages: restOf(fields(p["other_pages"]) ?? {}),
    demand: numbers(p["demand"]),
    storefronts: list(p["nodes"]).flatMap(storefrontOf),
    sold: soldOf(p),
    pairs: fields(p["sold_10m"]) && numbers(p["sold_10m"]),
  };
}

function soldOf(p: Fields): Stats["sold"] {
  const lately = ordersOf(p["purchased_10m"], p["purchased_10m_usd"]);
  const today = ordersOf(p["purchased_today"], p["purchased_today_usd"]);
  return lately && today && { lately, today };
}

function ordersOf(orders: unknown, usd: unknown): Orders | undefined {
  const count = known(orders);
  const valueUsd = known(usd);
  return count === undefined || valueUsd === undefined ? undefined : { count, valueUsd };
}

function stagesOf(stages: { readonly [name: string]: unknown }): Stats["stages"] {
  return {
    browsing: count(stages["browsing"]),
    cart: count(stages["cart"]),
    checkout: count(stages["checkout"]),
  };
}

function restOf(rest: Fields): Rest {
  return { pages: count(rest["pages"]), tabs: count(rest["tabs"]) };
}

function pageOf(value: unknown): PageCount[] {
  const p = fields(value);
  const page = text(p?.["page"]);
  return p ? [{ page: page === "" ? null : page, tabs: count(p["tabs"]) }] : [];
}

/** By path ascending, the same in every browser; tabs without a page come last. */
function byPath(a: PageCount, b: PageCount): number {
  if (a.page === null || b.page === null) {
    return Number(a.page === null) - Number(b.page === null);
  }
  return a.page < b.page ? -1 : Number(a.page > b.page);
}

function storefrontOf(value: unknown): Storefront[] {
  const node = fields(value);
  return node
    ? [
        {
          id: text(node["id"]),
          carts: count(node["carts"]),
          tabs: count(node["tabs"]),
          silence: count(node["heard_ms"]),
        },
      ]
    : [];
}

/** Pages that are not named, and the tabs on them. */
export interface Rest {
  readonly pages: number;
  readonly tabs: number;
}

export interface PageList {
  readonly shown: readonly PageCount[];
  readonly rest: Rest;
}

/** Keeps the busiest pages, still in the order of their paths, and adds up the others. */
export function busiest(pages: readonly PageCount[], others: Rest, limit: number): PageList {
  const busy = new Set([...pages].sort((a, b) => b.tabs - a.tabs).slice(0, limit));
  const left = pages.filter((page) => !busy.has(page));
  return {
    shown: pages.filter((page) => busy.has(page)),
    rest: {
      pages: others.pages + left.length,
      tabs: left.reduce((sum, page) => sum + page.tabs, others.tabs),
    },
  };
}
