import { expect, test } from "vitest";
import { cartOf, short, supportCode, windowOf } from "./row";

test("a window is read with its rows; a page without a name is none", () => {
  const window = windowOf({
    id: 7,
    offset: 40,
    total: 900,
    sums: { tabs: 1000, items: 20, value_usd: 2400 },
    rows: [
      {
        handle: "7f3a9c2100000000",
        stage: "checkout",
        page: "/checkout",
        pages: ["/checkout", ""],
        items: [14, "15"],
        value_usd: 120,
        tabs: 2,
        moving: false,
        sold_out: true,
        since: "2026-11-24T10:00:00Z",
        page_since: "2026-11-24T10:01:00Z",
        node: "a1",
      },
      { stage: "cart" },
    ],
  });
  expect(window).toEqual({
    id: 7,
    offset: 40,
    total: 900,
    sums: { tabs: 1000, items: 20, valueUsd: 2400 },
    rows: [
      {
        handle: "7f3a9c2100000000",
        stage: "checkout",
        page: "/checkout",
        pages: ["/checkout", null],
        items: [14],
        valueUsd: 120,
        tabs: 2,
        moving: false,
        soldOut: true,
        since: Date.UTC(2026, 10, 24, 10, 0),
        pageSince: Date.UTC(2026, 10, 24, 10, 1),
        node: "a1",
      },
    ],
  });
});

test("a server that does not know the carts yet has no window, not an empty one", () => {
  expect(windowOf({ id: 1, offset: 0, total: null, rows: [] })).toBeUndefined();
  expect(windowOf(undefined)).toBeUndefined();
});

test("one cart is read with its tabs, or as having left", () => {
  const tab = { page: "", since: "2026-11-24T10:00:00Z", node: "a1", moving: true };
  expect(cartOf({ row: { handle: "7f3a" }, tabs: [tab] })).toMatchObject({
    row: { handle: "7f3a", stage: "browsing" },
    tabs: [{ page: null, since: Date.UTC(2026, 10, 24, 10, 0), node: "a1", moving: true }],
  });
  expect(cartOf({ row: null, tabs: [] })).toEqual({ row: undefined, tabs: [] });
});

test("a cart has a short name, and the code that its shopper sees", () => {
  expect(short("7f3a9c2100000000")).toBe("7f3a·9c21");
  expect(supportCode("7f3a9c2100000000")).toBe("7F3A-9C21");
});
