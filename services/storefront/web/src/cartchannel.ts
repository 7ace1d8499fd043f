// The shopper's cart on the line: sends what the shopper asks for, keeps the
// basket by what comes back.
import type { Channel } from "phoenix";
import * as basket from "./basket";
import { type Cart, cartOf } from "./cart";
import { fields, text } from "./json";
import { store } from "./stored";
import { Tab } from "./tab";
import type { Wire } from "./wire";

/** How long an answer may take. */
const PATIENCE = 10_000;
/** How long a wish waits for the line to come back. */
const QUEUED = 3_000;
/** How long a failure stays marked where it happened. */
const MARKED = 5_000;

export interface Listener {
  changed(before: basket.Basket, after: basket.Basket): void;
  /** Code is the server's, "timeout" or "offline". */
  failed(id: number, code: string): void;
  /** The shop knows this cart no more. */
  ended(): void;
}

export class CartChannel {
  readonly #channel: Channel;
  readonly #listener: Listener;
  #basket = basket.EMPTY;
  #ended = false;
  /** Why there is no cart although there is a shop. */
  #refusal: string | undefined;

  constructor(wire: Wire, id: string, listener: Listener) {
    const tab = new Tab();
    this.#listener = listener;
    this.#channel = wire.join(`cart:${id}`, () => tab.params(), {
      joined: () => {
        this.#refusal = undefined;
        this.#move(basket.joined(this.#basket));
      },
      refused: (reason) => this.#refused(reason),
    });
    this.#channel.on("cart", (payload) => this.#arrived(cartOf(payload)));
    this.#channel.on("phx_reply", (reply) => this.#arrived(cartOf(fields(reply)?.["response"])));
    this.#channel.onError(() => {
      this.#refusal = undefined;
      this.#move(basket.lost(this.#basket));
    });
  }

  get basket(): basket.Basket {
    return this.#basket;
  }

  ask(id: number, wish: basket.Wish): void {
    if (this.#ended) {
      this.#listener.failed(id, "unknown_cart");
    } else if (!basket.isPending(this.#basket, id)) {
      const patience = this.#basket.joined ? PATIENCE : QUEUED;
      this.#move(basket.asked(this.#basket, id, wish));
      this.#push(id, wish, patience);
    }
  }

  /** Takes back what other tabs did, or the shop lost. */
  undo(): void {
    const { added, gone } = basket.news(this.#basket);
    for (const item of added) {
      this.ask(item.id, "remove");
    }
    for (const item of gone) {
      this.ask(item.id, "add");
    }
  }

  /** The shopper has looked over what happened. */
  review(): void {
    this.#move(basket.reviewed(this.#basket));
  }

  /** Another tab has bought a version. */
  bought(version: number): void {
    this.#move(basket.bought(this.#basket, version));
  }

  #push(id: number, wish: basket.Wish, patience: number): void {
    const ask = this.#basket.asks.get(id);
    this.#channel
      .push(`${wish}_item`, { item_id: id }, patience)
      .receive("ok", (reply) => this.#move(basket.answered(this.#basket, id, cartOf(reply))))
      .receive("error", (reply) => {
        this.#move(basket.refused(this.#basket, id, text(fields(reply)?.["error"])));
      })
      .receive("timeout", () => this.#timedOut(id, ask));
  }

  /** Also hears replies that come when nobody waits for them any more. */
  #arrived(cart: Cart | undefined): void {
    if (cart) {
      this.#move(basket.arrived(this.#basket, cart));
    }
  }

  /** A join in between may have settled it already. */
  #timedOut(id: number, ask: basket.Ask | undefined): void {
    if (this.#basket.asks.get(id) === ask) {
      this.#move(basket.timedOut(this.#basket, id, this.#refusal));
    }
  }

  #refused(reason: string): void {
    this.#refusal = reason;
    if (reason === "unknown_cart") {
      this.#ended = true;
      this.#listener.ended();
    }
  }

  #move(next: basket.Basket): void {
    const before = this.#basket;
    this.#basket = next;
    if (next.cart?.serialized && next.cart !== before.cart) {
      store(next.cart.serialized);
    }
    this.#listener.changed(before, next);
    for (const [id, ask] of next.asks) {
      if (ask.failed !== undefined && before.asks.get(id) !== ask) {
        setTimeout(() => this.#forget(id, ask), MARKED);
        this.#listener.failed(id, ask.failed);
      }
    }
  }

  #forget(id: number, ask: basket.Ask): void {
    if (this.#basket.asks.get(id) === ask) {
      this.#move(basket.forgotten(this.#basket, id));
    }
  }
}
