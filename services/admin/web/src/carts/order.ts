// The order of the list while somebody reads in it: rows stay where they are
// and only their values change.
import type { Row, Sums, Window } from "./row";

/** A place in the list. */
export interface Slot {
  readonly row: Row;
  /** Its cart has left, or is elsewhere in the list by now. */
  readonly gone: boolean;
}

export interface Listing {
  /** Tells lists apart that were asked for anew: another one is read from its beginning. */
  readonly edition: number;
  readonly offset: number;
  readonly total: number;
  readonly sums: Sums;
  readonly slots: readonly Slot[];
  /** Whether the server's order is another one by now. */
  readonly outdated: boolean;
  /** Carts that would be shown in the server's order and are not. */
  readonly fresh: number;
}

/** The list as the server has it. */
export function inOrder({ offset, total, sums, rows }: Window, edition: number): Listing {
  const slots = rows.map((row) => ({ row, gone: false }));
  return { edition, offset, total, sums, slots, outdated: false, fresh: 0 };
}

/**
 * Takes in a window without moving a row: those that are shown keep their
 * places, and places that were not shown are filled with what is new.
 */
export function held(shown: Listing, arrived: Window): Listing {
  const known = new Map(arrived.rows.map((row) => [row.handle, row]));
  const first = arrived.offset;
  const end = Math.max(first + arrived.rows.length, endWithin(shown, arrived));
  const kept = new Map<number, Slot>();
  for (let i = first; i < end; i++) {
    const slot = shown.slots[i - shown.offset];
    if (slot) {
      const now = known.get(slot.row.handle);
      kept.set(i, now ? { row: now, gone: false } : { row: slot.row, gone: true });
    }
  }
  const keptHandles = new Set([...kept.values()].map(({ row }) => row.handle));
  const fresh = arrived.rows.filter(({ handle }) => !keptHandles.has(handle));
  const slots: Slot[] = [];
  for (let i = first; i < end; i++) {
    const slot = kept.get(i) ?? takeFrom(fresh);
    if (!slot) {
      break;
    }
    slots.push(slot);
  }
  const outdated = slots.some(({ row }, i) => row.handle !== arrived.rows[i]?.handle);
  const { total, sums } = arrived;
  const { edition } = shown;
  return { edition, offset: first, total, sums, slots, outdated, fresh: fresh.length };
}

/** Where the shown rows end, as far as the window asks for them. */
function endWithin(shown: Listing, arrived: Window): number {
  return shown.offset === arrived.offset ? shown.offset + shown.slots.length : arrived.offset;
}

function takeFrom(fresh: Row[]): Slot | undefined {
  const row = fresh.shift();
  return row && { row, gone: false };
}
