import { expect, test } from "vitest";
import { busiest, statsOf } from "./stats";

test("stats are read with their stages, sales and storefronts", () => {
  const stats = statsOf({
    at: "2026-11-24T10:42:07.123456789Z",
    ready: true,
    stale_since: "2026-11-24T10:42:01Z",
    shop_stale_since: "2026-11-24T10:42:02Z",
    sales_stale_since: null,
    sold_10m: { 14: 8 },
    other_pages: { pages: 3, tabs: 4 },
    carts: 3,
    tabs: 5,
    items: 4,
    value_usd: 420,
    with_items: 2,
    sold_out: 1,
    stages: { browsing: 1, cart: 1, checkout: 1 },
    pages: [{ page: "/", tabs: 5, carts: 3 }],
    demand: { 14: 2, 15: 1 },
    purchased_10m: 7,
    purchased_10m_usd: 900,
    purchased_today: 70,
    purchased_today_usd: 9000,
    nodes: [{ id: "a1", carts: 3, tabs: 5, heard_ms: 640 }, "no node"],
  });
  expect(stats).toEqual({
    at: Date.UTC(2026, 10, 24, 10, 42, 7, 123),
    ready: true,
    staleSince: Date.UTC(2026, 10, 24, 10, 42, 1),
    shopStaleSince: Date.UTC(2026, 10, 24, 10, 42, 2),
    salesStaleSince: undefined,
    pairs: new Map([[14, 8]]),
    otherPages: { pages: 3, tabs: 4 },
    carts: 3,
    tabs: 5,
    items: 4,
    valueUsd: 420,
    withItems: 2,
    soldOut: 1,
    stages: { browsing: 1, cart: 1, checkout: 1 },
    pages: [{ page: "/", tabs: 5 }],
    demand: new Map([
      [14, 2],
      [15, 1],
    ]),
    storefronts: [{ id: "a1", carts: 3, tabs: 5, silence: 640 }],
    sold: { lately: { count: 7, valueUsd: 900 }, today: { count: 70, valueUsd: 9000 } },
  });
});

test("stats of the wrong shape vouch for nothing", () => {
  for (const payload of [undefined, "ready", [], { ready: "yes", nodes: {}, stages: 3 }]) {
    expect(statsOf(payload)).toMatchObject({ at: undefined, ready: false, storefronts: [] });
  }
});

test("pages stand by path, those without a name last", () => {
  const pages = ["/b", "", "/", "/a"].map((page) => ({ page, tabs: 1 }));
  expect(statsOf({ pages }).pages.map(({ page }) => page)).toEqual(["/", "/a", "/b", null]);
});

test("of many pages the busiest are shown, still by path, and the rest summed up", () => {
  const pages = [9, 1, 5, 2].map((tabs, i) => ({ page: `/${i}`, tabs }));
  const none = { pages: 0, tabs: 0 };
  const { shown, rest } = busiest(pages, none, 2);
  expect(shown.map(({ page }) => page)).toEqual(["/0", "/2"]);
  expect(rest).toEqual({ pages: 2, tabs: 3 });
  expect(busiest(pages, none, 4)).toEqual({ shown: pages, rest: none });
  expect(busiest(pages, { pages: 7, tabs: 8 }, 2).rest).toEqual({ pages: 9, tabs: 11 });
});
