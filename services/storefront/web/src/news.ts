// What other tabs, or a shop that lost its last second, did to the cart: the
// difference between the cart that this tab last had a part in and the one that
// stands now.
import { type Cart, type Item, nameOf } from "./cart";
import { DO_AGAIN, ELSEWHERE, SET_BACK, UNDO } from "./words";

export interface News {
  readonly added: readonly Item[];
  readonly gone: readonly Item[];
  /** It was nobody's wish. */
  readonly setBack: boolean;
}

export function newsOf(base: Cart | undefined, cart: Cart | undefined, setBack: boolean): News {
  return { added: beyond(cart, base), gone: beyond(base, cart), setBack };
}

function beyond(cart: Cart | undefined, other: Cart | undefined): Item[] {
  const known = new Set(other?.items.map((item) => item.id));
  return cart?.items.filter((item) => !known.has(item.id)) ?? [];
}

/** Takes this tab's own changes into the base, so that they are no news. */
export function rebased(base: Cart, cart: Cart, own: ReadonlySet<number>): Cart {
  const kept = base.items.filter((item) => !own.has(item.id));
  const ours = cart.items.filter((item) => own.has(item.id));
  return { ...base, items: [...kept, ...ours].sort((a, b) => a.id - b.id) };
}

export function isNews({ added, gone }: News): boolean {
  return added.length + gone.length > 0;
}

/** At most this many changes are named. */
const NAMED = 3;

/** Updated in another tab: + Tideline 6.5; empty where nothing is new. */
export function newsText({ added, gone, setBack }: News): string {
  const changes = [
    ...added.map((item) => `+ ${nameOf(item)}`),
    ...gone.map((item) => `− ${nameOf(item)}`),
  ];
  if (changes.length === 0) {
    return "";
  }
  const more = changes.length > NAMED ? ` and ${changes.length - NAMED} more` : "";
  return `${setBack ? SET_BACK : ELSEWHERE} ${changes.slice(0, NAMED).join(", ")}${more}`;
}

/** What undoing it is called. */
export function undoText({ setBack }: News): string {
  return setBack ? DO_AGAIN : UNDO;
}
