// The cart on this page: the server's last word on it, and what this page
// asked for and has no answer to. Every function here is a pure transition.
//
// The server sends the carts of a join in order, so the last one is the truth.
// A version that falls says that the shop lost what was done last: a Redis that
// took over had not heard of it. The shopper is told, and may do it again.
import { type Cart, holds, without } from "./cart";
import { isNews, type News, newsOf, rebased } from "./news";

export type Wish = "add" | "remove";

export interface Ask {
  readonly wish: Wish;
  /** The join that carries it; not sent before that. */
  readonly join: number;
  /** Why it came to nothing: the server's code, "timeout" or "offline". */
  readonly failed: string | undefined;
}

export interface Basket {
  readonly cart: Cart | undefined;
  readonly asks: ReadonlyMap<number, Ask>;
  /** What this page asked to change and no answer has settled: no news, whoever tells. */
  readonly own: ReadonlySet<number>;
  /** What the changes of other tabs are counted from. */
  readonly base: Cart | undefined;
  /** How often the channel has joined. */
  readonly joins: number;
  readonly joined: boolean;
  /** The next cart is the first since joining. */
  readonly fresh: boolean;
  /** What is missing from the base was lost by the shop, not undone elsewhere. */
  readonly setBack: boolean;
  /** The last version that was bought, as far as this tab knows; 0: none. */
  readonly bought: number;
  /** What is missing from the cart was bought in another tab. */
  readonly boughtElsewhere: boolean;
}

export const EMPTY: Basket = {
  cart: undefined,
  asks: new Map(),
  own: new Set(),
  base: undefined,
  joins: 0,
  joined: false,
  fresh: true,
  setBack: false,
  bought: 0,
  boughtElsewhere: false,
};

export function joined(b: Basket): Basket {
  return { ...b, joined: true, fresh: true, joins: b.joins + 1 };
}

export function lost(b: Basket): Basket {
  return { ...b, joined: false };
}

/** The shopper asks for something; what other tabs did is old news then. */
export function asked(b: Basket, id: number, wish: Wish): Basket {
  const ask: Ask = { wish, join: b.joined ? b.joins : b.joins + 1, failed: undefined };
  return {
    ...reviewed(b),
    asks: withAsk(b.asks, id, ask),
    own: new Set(b.own).add(id),
  };
}

export function isPending(b: Basket, id: number): boolean {
  const ask = b.asks.get(id);
  return ask !== undefined && ask.failed === undefined;
}

/** The shopper has looked over what happened: it is no news any more. */
export function reviewed(b: Basket): Basket {
  return { ...b, base: b.cart, setBack: false, boughtElsewhere: false };
}

/** Another tab has bought a version. */
export function bought(b: Basket, version: number): Basket {
  return withoutBought({ ...b, bought: Math.max(b.bought, version) });
}

/** What was bought is not what another tab took out. */
function withoutBought(b: Basket): Basket {
  return b.base && b.cart && wasBought(b, b.base, b.cart)
    ? { ...b, base: b.cart, boughtElsewhere: true }
    : b;
}

/** Whether one cart became the other by a purchase, and whatever came after it. */
function wasBought(b: Basket, before: Cart, after: Cart): boolean {
  return b.bought > 0 && before.version <= b.bought && after.version > b.bought;
}

/** A cart came, by itself or in a reply. */
export function arrived(old: Basket, cart: Cart): Basket {
  const b = { ...old, bought: Math.max(old.bought, cart.bought) };
  if (b.fresh || !b.cart || !b.base) {
    return begun(b, cart);
  }
  const base = rebased(b.base, cart, b.own);
  const setBack = isSetBack(b, cart) || (b.setBack && isNews(news(b)));
  return withoutBought({ ...b, cart, base, setBack });
}

function isSetBack(b: Basket, cart: Cart): boolean {
  return b.cart !== undefined && cart.version < b.cart.version;
}

/** The first cart of a join settles what was asked before that join. */
function begun(b: Basket, cart: Cart): Basket {
  const asks = new Map(b.asks);
  for (const [id, ask] of b.asks) {
    if (ask.failed !== undefined || ask.join >= b.joins) {
      continue;
    }
    if (holds(cart, id) === (ask.wish === "add")) {
      asks.delete(id);
    } else {
      asks.set(id, { ...ask, failed: "timeout" });
    }
  }
  const own = new Set([...asks.keys()].filter((id) => isPending({ ...b, asks }, id)));
  const setBack = isSetBack(b, cart);
  const boughtElsewhere = b.boughtElsewhere || (b.cart !== undefined && wasBought(b, b.cart, cart));
  const base = setBack ? b.cart : cart;
  return { ...b, cart, base, asks, own, fresh: false, setBack, boughtElsewhere };
}

export function answered(b: Basket, id: number, cart: Cart | undefined): Basket {
  const next = cart ? arrived(b, cart) : b;
  return { ...next, asks: withAsk(next.asks, id, undefined), own: withoutId(next.own, id) };
}

/** The server said no. What it no longer knows goes here, too. */
export function refused(b: Basket, id: number, code: string): Basket {
  const next = failed({ ...b, own: withoutId(b.own, id) }, id, code);
  return code === "not_found" && b.cart && b.base
    ? { ...next, cart: without(b.cart, id), base: without(b.base, id) }
    : next;
}

/**
 * No answer in time. Whether it was done shows in a later cart, if it was sent;
 * why says what kept it from being sent.
 */
export function timedOut(b: Basket, id: number, why = "offline"): Basket {
  const sent = (b.asks.get(id)?.join ?? 0) <= b.joins;
  return sent ? failed(b, id, "timeout") : failed({ ...b, own: withoutId(b.own, id) }, id, why);
}

function failed(b: Basket, id: number, code: string): Basket {
  const ask = b.asks.get(id);
  return ask ? { ...b, asks: withAsk(b.asks, id, { ...ask, failed: code }) } : b;
}

/** The mark of a failure has been seen long enough. */
export function forgotten(b: Basket, id: number): Basket {
  return { ...b, asks: withAsk(b.asks, id, undefined) };
}

/** What happened since this tab last had a part in it. */
export function news(b: Basket): News {
  return newsOf(b.base, b.cart, b.setBack);
}

function withAsk(asks: Basket["asks"], id: number, ask: Ask | undefined): Basket["asks"] {
  const next = new Map(asks);
  if (ask) {
    next.set(id, ask);
  } else {
    next.delete(id);
  }
  return next;
}

function withoutId(ids: ReadonlySet<number>, id: number): ReadonlySet<number> {
  return new Set([...ids].filter((other) => other !== id));
}
