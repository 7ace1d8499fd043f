import { describe, expect, test } from "vitest";
import { type Stats, statsOf } from "../told/stats";
import {
  asOf,
  begin,
  type Facts,
  GRACE,
  lost,
  opened,
  SILENCE,
  signedOut,
  stateOf,
  told,
} from "./connection";

const T = 1_000_000;
const well: Stats = {
  ...statsOf({ ready: true, nodes: [{ id: "a1", tabs: 1, heard_ms: 0 }] }),
  at: T,
};
const live = opened(begin(T), T + 50, well);

const kindOf = (facts: Facts, now: number) => stateOf(facts, now).kind;

describe("on the way to the first figures", () => {
  test("it connects, and is live with the first figures", () => {
    expect(kindOf(begin(T), T)).toBe("connecting");
    expect(kindOf(live, T + 60)).toBe("live");
  });

  test("a line that never came up is still connecting, not disconnected", () => {
    const state = stateOf(lost(begin(T), T + 100), T + 60_000);
    expect(state).toEqual({ kind: "connecting", since: T, retryAt: undefined });
    expect(asOf(state)).toBeUndefined();
  });

  test("a server that does not know the carts yet is syncing, and says what it waits for", () => {
    const alone = opened(begin(T), T + 50, { ...well, ready: false, storefronts: [] });
    expect(stateOf(alone, T + 60_000)).toEqual({
      kind: "syncing",
      asOf: undefined,
      since: T + 50,
      waitsFor: "storefronts",
    });
    const heard = told(alone, T + 1_050, { ...well, ready: false });
    expect(stateOf(heard, T + 1_060)).toMatchObject({ kind: "syncing", waitsFor: "carts" });
    expect(kindOf(told(heard, T + 2_050, well), T + 2_060)).toBe("live");
  });
});

describe("when the line goes", () => {
  test("a short loss is only reconnecting, a longer one is disconnected since its beginning", () => {
    const facts = lost(live, T + 1_000);
    expect(kindOf(facts, T + 1_000 + GRACE - 1)).toBe("reconnecting");
    expect(stateOf(facts, T + 1_000 + GRACE)).toMatchObject({
      kind: "disconnected",
      asOf: T + 1_000,
    });
  });

  test("failed attempts do not move the moment of the loss", () => {
    const facts = lost(lost(lost(live, T + 1_000), T + 3_000), T + 9_000);
    expect(asOf(stateOf(facts, T + 10_000))).toBe(T + 1_000);
  });

  test("after a silence the figures date from the last word, not from the close", () => {
    const facts = lost(live, T + 50 + SILENCE + 5_000);
    expect(asOf(stateOf(facts, T + 90_000))).toBe(T + 50);
  });

  test("figures that were stale at the server date from its last news", () => {
    const stale = told(live, T + 600, { ...well, staleSince: T + 500 });
    expect(asOf(stateOf(lost(stale, T + 9_000), T + 60_000))).toBe(T + 500);
  });

  test("joining again with the figures is live at once", () => {
    const facts = opened(lost(live, T + 1_000), T + 20_000, well);
    expect(kindOf(facts, T + 20_001)).toBe("live");
    expect(asOf(stateOf(lost(facts, T + 30_000), T + 60_000))).toBe(T + 30_000);
  });

  test("a server that has to begin anew does not vouch for what it said before", () => {
    const facts = opened(lost(live, T + 1_000), T + 20_000, { ...well, ready: false });
    expect(stateOf(facts, T + 20_001)).toMatchObject({ kind: "syncing", asOf: T + 1_000 });
  });
});

describe("while the line is up", () => {
  test("a server that does not report is a delay, however much else it sends", () => {
    expect(kindOf(live, T + 50 + SILENCE)).toBe("live");
    const state = stateOf(live, T + 51 + SILENCE);
    expect(state).toEqual({ kind: "delayed", asOf: T + 50, by: "line" });
    expect(kindOf(told(live, T + 20_000, well), T + 20_001)).toBe("live");
  });

  test("a server without news is a delay, until it has news again", () => {
    const stale = told(live, T + 600, { ...well, staleSince: T + 500 });
    expect(stateOf(stale, T + 700)).toEqual({ kind: "delayed", asOf: T + 500, by: "server" });
    expect(kindOf(told(stale, T + 750, well), T + 800)).toBe("live");
  });
});

test("signed out is final and dates the figures", () => {
  const facts = signedOut(live, T + 1_000);
  expect(stateOf(facts, T + 99_000)).toEqual({ kind: "signed_out", asOf: T + 1_000 });
});
