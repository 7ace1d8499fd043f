// When a lost connection is worth a word. Pure: moments are arguments, in
// milliseconds of a clock that only rises.

/** A loss shorter than this is not mentioned. */
export const GRACE = 5_000;
/** How long the good news stands. */
export const RELIEF = 3_000;

export interface Facts {
  /** Since when the page has not followed the shop. */
  readonly lostAt: number | undefined;
  /** When it was mended, after a loss that was mentioned. */
  readonly backAt: number | undefined;
}

export type State = "quiet" | "reconnecting" | "fresh";

/** A page begins unconnected. */
export function begin(now: number): Facts {
  return { lostAt: now, backAt: undefined };
}

export function lost(facts: Facts, now: number): Facts {
  return { lostAt: facts.lostAt ?? now, backAt: undefined };
}

/** The page follows the shop again; whole says that nothing is missing. */
export function back(facts: Facts, now: number, whole: boolean): Facts {
  const relief = whole && stateOf(facts, now) === "reconnecting";
  return { lostAt: undefined, backAt: relief ? now : facts.backAt };
}

/** Nobody saw the page until now: a loss counts from here. */
export function seen(facts: Facts, now: number): Facts {
  return { ...facts, lostAt: facts.lostAt === undefined ? undefined : now };
}

export function stateOf(facts: Facts, now: number): State {
  if (facts.lostAt !== undefined) {
    return now - facts.lostAt < GRACE ? "quiet" : "reconnecting";
  }
  return facts.backAt !== undefined && now - facts.backAt < RELIEF ? "fresh" : "quiet";
}

/** How long the state stands if nothing happens; undefined for ever. */
export function standsFor(facts: Facts, now: number): number | undefined {
  const due =
    facts.lostAt !== undefined ? facts.lostAt + GRACE : (facts.backAt ?? -Infinity) + RELIEF;
  return due > now ? due - now : undefined;
}
