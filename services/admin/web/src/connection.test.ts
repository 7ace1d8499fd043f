import { describe, expect, test } from "vitest";
import {
  asOf,
  begin,
  GRACE,
  joined,
  lost,
  SILENCE,
  signedOut,
  stateOf,
  synced,
} from "./connection";
import { statusOf, told } from "./status";

const T = 1_000_000;
const live = synced(joined(begin(T), T + 50), T + 60);

describe("on the way to the first figures", () => {
  test("it connects, then syncs, then is live", () => {
    expect(stateOf(begin(T), T).kind).toBe("connecting");
    expect(stateOf(joined(begin(T), T + 50), T + 50).kind).toBe("syncing");
    expect(stateOf(live, T + 60).kind).toBe("live");
  });

  test("a line that never came up is still connecting, not disconnected", () => {
    const state = stateOf(lost(begin(T), T + 100), T + 60_000);
    expect(state).toEqual({ kind: "connecting", since: T, retryAt: undefined });
    expect(asOf(state)).toBeUndefined();
  });

  test("a server that has not gathered the carts yet is syncing, not empty", () => {
    const facts = told(live, statusOf({ synced: false }));
    expect(stateOf(facts, T + 100).kind).toBe("syncing");
  });
});

describe("when the line goes", () => {
  test("a short loss is only reconnecting, a longer one is disconnected since its beginning", () => {
    const facts = lost(live, T + 1_000);
    expect(stateOf(facts, T + 1_000 + GRACE - 1).kind).toBe("reconnecting");
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
    const facts = lost(live, T + 60 + SILENCE + 5_000);
    expect(asOf(stateOf(facts, T + 90_000))).toBe(T + 60);
  });

  test("figures that were stale at the server date from its last news", () => {
    const stale = told(
      live,
      statusOf({ synced: true, stale_since: new Date(T + 500).toISOString() }),
    );
    expect(asOf(stateOf(lost(stale, T + 9_000), T + 60_000))).toBe(T + 500);
  });

  test("joining again is not live before the whole state is there", () => {
    const facts = joined(lost(live, T + 1_000), T + 20_000);
    expect(stateOf(facts, T + 20_001)).toEqual({ kind: "syncing", asOf: T + 1_000 });
    expect(stateOf(synced(facts, T + 20_100), T + 20_101).kind).toBe("live");
  });
});

describe("while the line is up", () => {
  test("silence is a delay", () => {
    expect(stateOf(live, T + 60 + SILENCE).kind).toBe("live");
    expect(stateOf(live, T + 61 + SILENCE)).toEqual({ kind: "delayed", asOf: T + 60, by: "line" });
  });

  test("a server without news is a delay, until it has news again", () => {
    const since = new Date(T + 500).toISOString();
    const stale = told(live, statusOf({ synced: true, stale_since: since }));
    expect(stateOf(stale, T + 700)).toEqual({ kind: "delayed", asOf: T + 500, by: "server" });
    const fresh = told(stale, statusOf({ synced: true, stale_since: null }));
    expect(stateOf(fresh, T + 800).kind).toBe("live");
  });
});

test("signed out is final and dates the figures", () => {
  const facts = signedOut(live, T + 1_000);
  expect(stateOf(facts, T + 99_000)).toEqual({ kind: "signed_out", asOf: T + 1_000 });
});
