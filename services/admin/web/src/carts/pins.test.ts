import { beforeEach, expect, test, vi } from "vitest";
import { pin, pins, recall, remember, unpin } from "./pins";
import { cartOf } from "./row";

const cart = (page: string) => cartOf({ row: { handle: "7f3a9c2100000000", page }, tabs: [] });
const A = "7f3a9c2100000000";

beforeEach(() => {
  for (const handle of pins.peek()) {
    unpin(handle);
  }
});

test("what was known last of a pinned cart stays when it has left, and goes with the pin", () => {
  pin(A, cart("/"));
  remember(A, cart("/checkout"));
  remember(A, cartOf({ row: null, tabs: [] }));
  expect(recall(A)?.row?.page).toBe("/checkout");
  remember("02be77d000000000", cart("/"));
  expect(recall("02be77d000000000")).toBeUndefined();
  unpin(A);
  expect(recall(A)).toBeUndefined();
  expect(pins.value).toEqual([]);
});

test("the newest few are kept, each once", () => {
  const handles = Array.from({ length: 10 }, (_, i) => `${i}`.repeat(16));
  for (const handle of [...handles, handles[5] ?? ""]) {
    pin(handle, cart("/"));
  }
  expect(pins.value.map((handle) => handle[0]).join("")).toBe("23467895");
});

test("pins are there after the page was loaded again, and nothing else", async () => {
  const stored: Record<string, string> = {};
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => {
      stored[key] = value;
    },
  });
  pin(A, cart("/"));
  vi.resetModules();
  expect((await import("./pins")).pins.value).toEqual([A]);
  stored["footfall.pins"] = `["${A}", "<script>", 7]`;
  vi.resetModules();
  expect((await import("./pins")).pins.value).toEqual([A]);
  vi.unstubAllGlobals();
});
