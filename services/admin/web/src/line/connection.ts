// How far the figures on the page can be trusted, decided from what was
// observed. Everything here is pure: moments are arguments, by the server's
// clock, in milliseconds.
import type { Stats } from "../told/stats";

/** A loss shorter than this is not worth a warning. */
export const GRACE = 4_000;
/** The server reports on itself every 5 s at least; later than this something is wrong. */
export const SILENCE = 15_000;

/** What was observed. */
export interface Facts {
  readonly begun: number;
  /** Since when the channel is joined; undefined while it is not. */
  readonly openedAt: number | undefined;
  /** The figures were known at least once. */
  readonly seen: boolean;
  /** When the server last reported on itself. */
  readonly heardAt: number;
  /** When the figures stopped following the shop. */
  readonly lostAt: number | undefined;
  readonly retryAt: number | undefined;
  readonly signedOut: boolean;
  /** What the server said of its own view. */
  readonly ready: boolean;
  readonly staleSince: number | undefined;
  readonly storefronts: number;
}

export type State =
  | { readonly kind: "connecting"; readonly since: number; readonly retryAt: number | undefined }
  | {
      readonly kind: "syncing";
      readonly asOf: number | undefined;
      readonly since: number;
      readonly waitsFor: "storefronts" | "carts";
    }
  | { readonly kind: "live" }
  | { readonly kind: "reconnecting"; readonly asOf: number }
  | { readonly kind: "delayed"; readonly asOf: number; readonly by: "line" | "server" }
  | { readonly kind: "disconnected"; readonly asOf: number; readonly retryAt: number | undefined }
  | { readonly kind: "signed_out"; readonly asOf: number | undefined };

export function begin(now: number): Facts {
  return {
    begun: now,
    openedAt: undefined,
    seen: false,
    heardAt: now,
    lostAt: undefined,
    retryAt: undefined,
    signedOut: false,
    ready: false,
    staleSince: undefined,
    storefronts: 0,
  };
}

/** The channel was joined; the answer holds the first report. */
export function opened(facts: Facts, now: number, stats: Stats): Facts {
  return told({ ...facts, openedAt: now, retryAt: undefined }, now, stats);
}

/** The server reported on itself. */
export function told(facts: Facts, now: number, stats: Stats): Facts {
  const { ready, staleSince } = stats;
  return {
    ...facts,
    heardAt: now,
    ready,
    staleSince,
    storefronts: stats.storefronts.length,
    seen: facts.seen || ready,
    lostAt: ready ? undefined : facts.lostAt,
  };
}

/** The line or its channel went down; what was true until then stays dated to that moment. */
export function lost(facts: Facts, now: number): Facts {
  return { ...facts, openedAt: undefined, lostAt: facts.lostAt ?? lastTrue(facts, now) };
}

export function signedOut(facts: Facts, now: number): Facts {
  return { ...lost(facts, now), signedOut: true, retryAt: undefined };
}

function lastTrue(facts: Facts, now: number): number | undefined {
  if (!facts.seen) {
    return undefined;
  }
  return facts.staleSince ?? (now - facts.heardAt > SILENCE ? facts.heardAt : now);
}

export function stateOf(facts: Facts, now: number): State {
  if (facts.signedOut) {
    return { kind: "signed_out", asOf: facts.lostAt };
  }
  if (facts.openedAt === undefined) {
    return whileAway(facts, now);
  }
  return facts.ready ? whileFollowing(facts, now) : whileWaiting(facts, facts.openedAt);
}

function whileAway(facts: Facts, now: number): State {
  if (facts.lostAt === undefined) {
    return { kind: "connecting", since: facts.begun, retryAt: facts.retryAt };
  }
  if (now - facts.lostAt < GRACE) {
    return { kind: "reconnecting", asOf: facts.lostAt };
  }
  return { kind: "disconnected", asOf: facts.lostAt, retryAt: facts.retryAt };
}

function whileWaiting({ storefronts, lostAt }: Facts, openedAt: number): State {
  return {
    kind: "syncing",
    asOf: lostAt,
    since: Math.max(openedAt, lostAt ?? openedAt),
    waitsFor: storefronts === 0 ? "storefronts" : "carts",
  };
}

function whileFollowing(facts: Facts, now: number): State {
  if (facts.staleSince !== undefined) {
    return { kind: "delayed", asOf: facts.staleSince, by: "server" };
  }
  if (now - facts.heardAt > SILENCE) {
    return { kind: "delayed", asOf: facts.heardAt, by: "line" };
  }
  return { kind: "live" };
}

/** The moment the figures date from, where they are not the present. */
export function asOf(state: State): number | undefined {
  switch (state.kind) {
    case "delayed":
    case "disconnected":
    case "signed_out":
    case "syncing":
      return state.asOf;
    default:
      return undefined;
  }
}

/** Whether two states would look alike. */
export function same(a: State, b: State): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
