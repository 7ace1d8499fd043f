// Carts that somebody wants to come back to, until the browser's tab is closed.
// What is known of them stays when they leave.
import { signal } from "@preact/signals";
import type { Cart } from "./row";

const KEY = "footfall.pins";
/** More are not kept in mind. */
const MOST = 8;

/** Their handles, the newest last. */
export const pins = signal<readonly string[]>(kept());
const known = new Map<string, Cart>();

export function pin(handle: string, cart: Cart): void {
  keep([...pins.peek().filter((one) => one !== handle), handle].slice(-MOST));
  remember(handle, cart);
}

export function unpin(handle: string): void {
  keep(pins.peek().filter((one) => one !== handle));
}

/** Notes what is known of a cart, if it is pinned. */
export function remember(handle: string, cart: Cart): void {
  if (pins.peek().includes(handle) && cart.row) {
    known.set(handle, cart);
  }
}

/** What was known last of a pinned cart. */
export function recall(handle: string): Cart | undefined {
  return known.get(handle);
}

function keep(handles: readonly string[]): void {
  pins.value = handles;
  for (const handle of known.keys()) {
    if (!handles.includes(handle)) {
      known.delete(handle);
    }
  }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(handles));
  } catch {
    // A browser that keeps nothing pins until the next load.
  }
}

function kept(): string[] {
  try {
    const handles: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(handles) ? handles.filter((one) => /^[0-9a-f]{8,64}$/.test(one)) : [];
  } catch {
    return [];
  }
}
