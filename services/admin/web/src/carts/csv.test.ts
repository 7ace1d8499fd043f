import { expect, test } from "vitest";
import { productsOf } from "../told/catalogue";
import { collect, csvOf } from "./csv";
import type { Query } from "./query";
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
  expect(csvOf(rows, products, false).split("\r\n")).toEqual([
    "cart,stage,page,page_since,items,value_usd,tabs,instance,connected_since",
    '7f3a,cart,"/a,b",,Alba 6.5; Item 99,120,2,n1,2026-11-24T10:00:00.000Z',
    "",
  ]);
});

test("a file that is made while names and money are hidden has neither", () => {
  const { rows } = windowWith([{ handle: "7f3a", page: "/", value_usd: 120, tabs: 2 }], 0, 1);
  expect(csvOf(rows, [], true)).toBe(
    "stage,page,page_since,items,tabs,instance,connected_since\r\nbrowsing,/,,,2,,\r\n",
  );
});

test("a page that a spreadsheet would run is text", () => {
  const { rows } = windowWith([{ handle: "a", page: '=HYPERLINK("x")' }], 0, 1);
  expect(csvOf(rows, [], false)).toContain(`"'=HYPERLINK(""x"")"`);
});

/** A shop of carts in the order of their handles, that gives two at once. */
function reading(handles: string, query: Query = BY_HANDLE) {
  const shop = [...handles];
  const asked: (string | undefined)[] = [];
  const waited: number[] = [];
  const told: string[] = [];
  const controller = new AbortController();
  const at: Partial<Record<number, () => void>> = {};
  const peek = async ({ filter, sort }: Query) => {
    asked.push(filter.after);
    at[asked.length]?.();
    expect(sort).toBe("handle");
    const rest = shop.toSorted().filter((handle) => handle > (filter.after ?? ""));
    const rows = rest.slice(0, 2).map((handle) => ({ handle, tabs: handle.charCodeAt(0) % 3 }));
    return windowWith(rows, 0, rest.length);
  };
  const file = () =>
    collect({
      query,
      peek,
      wait: async (ms) => waited.push(ms),
      progress: (read, total) => told.push(`${read}/${total}`),
      signal: controller.signal,
    }).then((rows) => rows.map(({ handle }) => handle).join(""));
  return { shop, asked, waited, told, at, controller, file };
}

const BY_HANDLE: Query = { filter: { stage: "cart" }, sort: "handle", desc: false };

test("every cart that stays is in the file once, whoever comes and goes meanwhile", async () => {
  const { shop, asked, told, at, file } = reading("bdfhj");
  at[2] = () => shop.splice(0, 1, "a");
  at[3] = () => shop.push("i");
  expect(await file()).toBe("bdfhij");
  expect(asked).toEqual([undefined, "d", "h"]);
  expect(told).toEqual(["2/5", "4/5", "6/6"]);
});

test("the file has the order of the list", async () => {
  expect(await reading("abcd", { ...BY_HANDLE, desc: true }).file()).toBe("dcba");
  expect(await reading("abcde", { ...BY_HANDLE, sort: "tabs" }).file()).toBe("cadbe");
});

test("a refusal or a lost line delays the file and takes nothing from it", async () => {
  const { asked, waited, at, file } = reading("abcd");
  const refuse = () => {
    throw new Error("rate_limited");
  };
  Object.assign(at, { 2: refuse, 3: refuse });
  expect(await file()).toBe("abcd");
  expect(asked).toEqual([undefined, "b", "b", "b"]);
  expect(waited.map((ms) => ms >= 1_000)).toEqual([false, false, true, true]);
});

test("requests keep to what the server allows", async () => {
  const { waited, file } = reading("abcdef");
  await file();
  expect(Math.min(...waited)).toBeGreaterThanOrEqual(1_000 / 50);
});

test("a file that is given up is not read to its end", async () => {
  const { asked, at, controller, file } = reading("abcdef");
  at[2] = () => controller.abort();
  await expect(file()).rejects.toThrow();
  expect(asked).toHaveLength(2);
});

test("an empty list is an empty file", async () => {
  expect(await reading("").file()).toBe("");
});
