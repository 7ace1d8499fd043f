import { expect, test } from "vitest";
import { clockTime } from "../line/clock";
import type { State } from "../line/connection";
import { statsOf } from "../told/stats";
import {
  aged,
  alarm,
  announcement,
  emptiness,
  matching,
  missing,
  summary,
  warning,
} from "./wording";

const T = Date.UTC(2026, 10, 24, 10, 42, 7);
const at = clockTime(T);

test("disconnected says since when and when it tries again", () => {
  const state: State = { kind: "disconnected", asOf: T, retryAt: T + 12_000 };
  expect(warning(state, T + 8_000)).toBe(`Disconnected since ${at}. Trying again in 4 s.`);
  expect(warning(state, T + 12_000)).toBe(`Disconnected since ${at}. Trying again…`);
});

test("what is announced has no running clock in it", () => {
  const first: State = { kind: "disconnected", asOf: T, retryAt: T + 5_000 };
  const later: State = { kind: "disconnected", asOf: T, retryAt: T + 9_000 };
  expect(alarm(first)).toBe(`Disconnected since ${at}. The figures no longer change.`);
  expect(alarm(later)).toBe(alarm(first));
});

const syncing = (waitsFor: "storefronts" | "carts"): State => ({
  kind: "syncing",
  asOf: undefined,
  since: T,
  waitsFor,
});

test("live, a short sync and a short loss need no banner", () => {
  expect(warning({ kind: "live" }, T)).toBeUndefined();
  expect(warning(syncing("storefronts"), T + 1_000)).toBeUndefined();
  expect(warning({ kind: "reconnecting", asOf: T }, T)).toBeUndefined();
});

test("a sync that takes longer says what it waits for", () => {
  expect(warning(syncing("storefronts"), T + 5_000)).toContain("No storefront has reported yet");
  expect(warning(syncing("carts"), T + 5_000)).toContain("still reading the carts");
  expect(announcement(syncing("storefronts"), T)).toContain("No storefront has reported yet");
});

test("a delay says on whose side it is", () => {
  const delayed = (by: "line" | "server"): State => ({ kind: "delayed", asOf: T, by });
  expect(warning(delayed("line"), T)).toBe(`The server has not reported since ${at}.`);
  expect(warning(delayed("server"), T)).toContain(`no news of the carts since ${at}`);
});

test("a first connection that takes long says how long", () => {
  const state: State = { kind: "connecting", since: T, retryAt: undefined };
  expect(warning(state, T + 1_000)).toBeUndefined();
  expect(warning(state, T + 9_000)).toBe("No answer from the server for 9 s. Trying again…");
});

test("a first connection is announced once it takes long, and a blip is not", () => {
  const connecting: State = { kind: "connecting", since: T, retryAt: undefined };
  expect(announcement(connecting, T + 2_000)).toBe("");
  expect(announcement(connecting, T + 4_000)).toBe(announcement(connecting, T + 9_000));
  expect(announcement(connecting, T + 4_000)).toContain("not answered yet");
  expect(announcement({ kind: "reconnecting", asOf: T }, T)).toBeUndefined();
});

test("what a filter leaves, and the shop, are one sentence each", () => {
  expect(matching(0, 1)).toBe("None of 1 cart matches the filter.");
  expect(matching(1_200, 4_812)).toBe("1,200 of 4,812 carts match the filter.");
  const stats = statsOf({ carts: 412, stages: { checkout: 35 } });
  expect(summary(stats, 1)).toBe("412 carts, 35 checking out, 1 alert.");
  expect(summary(undefined, 0)).toBe("");
});

test("what alone is not followed is named", () => {
  expect(aged(T, undefined)).toMatch(new RegExp(`^Stock, releases and prices are as of ${at}\\.`));
  expect(aged(undefined, T)).toMatch(new RegExp(`^What is sold is as of ${at}\\.`));
});

test("an empty board says why", () => {
  expect(emptiness(0)).toContain("a storefront reports with its first shopper");
  expect(emptiness(1)).toContain("1 storefront is reporting");
  expect(emptiness(3)).toContain("3 storefronts are reporting");
  expect(emptiness(undefined)).toContain("The line to the shop is fine");
});

test("a missing storefront is named in numbers, with what becomes of its carts", () => {
  const silent = [{ id: "a", carts: 12, tabs: 14, silence: 4_000 }];
  expect(missing({ silent, lost: [] }, 3)).toBe(
    "2 of 3 storefronts reporting. The 12 carts of the other still count as they were, so the figures are about right, not exact.",
  );
  const lost = [{ id: "a", carts: 1, at: T }];
  expect(missing({ silent: [], lost }, 2)).toContain("2 of 3 storefronts reporting. The 1 cart");
});
