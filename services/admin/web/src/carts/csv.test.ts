import { expect, test } from "vitest";
import { productsOf } from "../told/catalogue";
import { collect, csvOf } from "./csv";
import { EVERYTHING } from "./query";
import { windowOf } from "./row";

const windowWith = (rows: object[], offset: number, total: number) => {
  const window = windowOf({ id: 1, offset, total, rows });
  if (!window) {
    throw new Error("no window");
  }
  return window;
};

test("a line for each cart, with times, and items by name", () => {
  const products = productsOf([{ id: 1, name: "Alba", items: [{ id: 14, size: "6.5" }] }]) ?? [];
  const { rows } = windowWith(
    [
      {
        handle: "7f3a",
        stage: "cart",
        page: "/a,b",
        items: [14, 99],
        value_usd: 120,
        tabs: 2,
        node: "n1",
        since: "2026-11-24T10:00:00Z",
      },
    ],
    0,
    1,
  );
  expect(csvOf(rows, products).split("\r\n")).toEqual([
    "cart,stage,page,page_since,items,value_usd,tabs,instance,connected_since",
    '7f3a,cart,"/a,b",,Alba 6.5; Item 99,120,2,n1,2026-11-24T10:00:00.000Z',
    "",
  ]);
});

test("a page that a spreadsheet would run is text", () => {
  const { rows } = windowWith([{ handle: "a", page: '=HYPERLINK("x")' }], 0, 1);
  expect(csvOf(rows, [])).toContain(`"'=HYPERLINK(""x"")"`);
});

test("all windows are read, and a cart that moved between two of them is one", async () => {
  const asked: number[] = [];
  const seen: number[] = [];
  const rows = await collect(
    async (_, offset, limit) => {
      asked.push(offset);
      const handles = Array.from({ length: Math.min(limit, 450 - offset) }, (_, i) => offset + i);
      return windowWith(
        [{ handle: "moved" }, ...handles.map((i) => ({ handle: `h${i}` }))],
        offset,
        450,
      );
    },
    EVERYTHING,
    (read) => seen.push(read),
  );
  expect(asked).toEqual([0, 200, 400]);
  expect(rows).toHaveLength(451);
  expect(seen).toEqual([200, 400, 450]);
});
