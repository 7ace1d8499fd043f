// How far the figures on the page can be trusted, decided from what was
// observed. Everything here is pure: moments are arguments, by the server's
// clock, in milliseconds.

/** A loss shorter than this is not worth a warning. */
export const GRACE = 4_000;
/** A heartbeat answer is due every 10 s; later than this something is wrong. */
export const SILENCE = 15_000;

/** What was observed. */
export interface Facts {
  readonly begun: number;
  readonly joined: boolean;
  /** The whole state arrived for the present join. */
  readonly synced: boolean;
  /** The whole state arrived at least once. */
  readonly seen: boolean;
  readonly heardAt: number;
  /** When the figures stopped following the shop. */
  readonly lostAt: number | undefined;
  readonly retryAt: number | undefined;
  readonly signedOut: boolean;
  /** What the server says of its own view. */
  readonly serverReady: boolean;
  readonly staleSince: number | undefined;
}

export type State =
  | { readonly kind: "connecting"; readonly since: number; readonly retryAt: number | undefined }
  | { readonly kind: "syncing"; readonly asOf: number | undefined }
  | { readonly kind: "live" }
  | { readonly kind: "reconnecting"; readonly asOf: number }
  | { readonly kind: "delayed"; readonly asOf: number; readonly by: "line" | "server" }
  | { readonly kind: "disconnected"; readonly asOf: number; readonly retryAt: number | undefined }
  | { readonly kind: "signed_out"; readonly asOf: number | undefined };

export function begin(now: number): Facts {
  return {
    begun: now,
    joined: false,
    synced: false,
    seen: false,
    heardAt: now,
    lostAt: undefined,
    retryAt: undefined,
    signedOut: false,
    serverReady: true,
    staleSince: undefined,
  };
}

export function joined(facts: Facts, now: number): Facts {
  return { ...facts, joined: true, heardAt: now, retryAt: undefined };
}

export function synced(facts: Facts, now: number): Facts {
  return { ...facts, joined: true, synced: true, seen: true, heardAt: now, lostAt: undefined };
}

/** The line went down; what was true until then stays dated to that moment. */
export function lost(facts: Facts, now: number): Facts {
  return { ...facts, joined: false, synced: false, lostAt: facts.lostAt ?? lastTrue(facts, now) };
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
  return facts.synced ? whileSynced(facts, now) : whileAway(facts, now);
}

function whileSynced(facts: Facts, now: number): State {
  if (!facts.serverReady) {
    return { kind: "syncing", asOf: undefined };
  }
  if (facts.staleSince !== undefined) {
    return { kind: "delayed", asOf: facts.staleSince, by: "server" };
  }
  if (now - facts.heardAt > SILENCE) {
    return { kind: "delayed", asOf: facts.heardAt, by: "line" };
  }
  return { kind: "live" };
}

function whileAway(facts: Facts, now: number): State {
  if (facts.joined) {
    return { kind: "syncing", asOf: facts.lostAt };
  }
  if (facts.lostAt === undefined) {
    return { kind: "connecting", since: facts.begun, retryAt: facts.retryAt };
  }
  if (now - facts.lostAt < GRACE) {
    return { kind: "reconnecting", asOf: facts.lostAt };
  }
  return { kind: "disconnected", asOf: facts.lostAt, retryAt: facts.retryAt };
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
