import { expect, test } from "vitest";
import { statsOf } from "./stats";

test("stats are read with their storefronts", () => {
  const stats = statsOf({
    at: "2026-11-24T10:42:07.123456789Z",
    ready: true,
    stale_since: "2026-11-24T10:42:01Z",
    carts: 3,
    tabs: 5,
    nodes: [{ id: "a1", tabs: 5, heard_ms: 640 }, "no node"],
  });
  expect(stats).toEqual({
    at: Date.UTC(2026, 10, 24, 10, 42, 7, 123),
    ready: true,
    staleSince: Date.UTC(2026, 10, 24, 10, 42, 1),
    storefronts: [{ id: "a1", tabs: 5, silence: 640 }],
  });
});

test("stats of the wrong shape vouch for nothing", () => {
  for (const payload of [undefined, "ready", [], { ready: "yes", nodes: {} }]) {
    expect(statsOf(payload)).toMatchObject({ at: undefined, ready: false, storefronts: [] });
  }
});
