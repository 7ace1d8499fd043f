// The page as a whole: what is joined, who hears of what, who draws it.
import { Announcer } from "./announcer";
import { type Basket, news, type Wish } from "./basket";
import { soldOut } from "./cart";
import { CartChannel } from "./cartchannel";
import { Checkout } from "./checkout";
import { newsText, undoText } from "./news";
import type { State } from "./outage";
import { remarks, tooLate } from "./remarks";
import { changeOf, lastOf, releaseOf, type Shelf, shelfOf } from "./shelf";
import { onBought } from "./stored";
import { Corner, lineText } from "./views/corner";
import { Listing } from "./views/listing";
import { isOther } from "./views/others";
import { type Note, Panel } from "./views/panel";
import { part, write } from "./views/part";
import { Till } from "./views/till";
import { Watch } from "./watch";
import { Wire } from "./wire";
import { BOUGHT_ALREADY, SEE_ORDER, sentence } from "./words";

export class Shop {
  readonly #announcer = new Announcer((text) => write(part(document, "#announcement"), text));
  readonly #corner = new Corner(() => this.#wire.retry());
  readonly #panel = new Panel(part(document, "#cart-container"));
  readonly #listings = [
    ...document.querySelectorAll<HTMLElement>(".product-listing[data-product-id]"),
  ].map((root) => new Listing(root));
  readonly #watch = new Watch((state) => this.#line(state));
  readonly #wire = new Wire(this.#watch);
  readonly #cart: CartChannel;
  readonly #checkout: Checkout | undefined;
  #ended = false;
  /** The line has been down for long enough to say so. */
  #away = false;

  constructor(cartId: string) {
    const till = Till.find();
    this.#checkout = till && new Checkout(till, (text) => this.#announcer.say(text));
    this.#cart = new CartChannel(this.#wire, cartId, {
      changed: (before, after) => this.#changed(before, after),
      failed: (id, code) => this.#failed(id, code),
      ended: () => this.#end(),
    });
    // After the cart, which matters most should the shop not let all of them join.
    for (const listing of this.#listings) {
      this.#follow(listing);
    }
  }

  /** Connects, and takes the forms over. */
  open(): void {
    document.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("click", (event) => this.#review(event));
    onBought((version) => this.#cart.bought(version));
    document.addEventListener("visibilitychange", () => this.#watch.seen());
    window.addEventListener("pageshow", (event) => this.#shown(event));
    window.addEventListener("online", () => this.#wire.isConnected() || this.#wire.retry());
    this.#wire.connect();
  }

  /** Back shows a page anew, or, in browsers that keep pages, as it was left. */
  #shown({ persisted }: PageTransitionEvent): void {
    this.#watch.seen();
    if (persisted) {
      this.#checkout?.resume();
    }
  }

  #follow(listing: Listing): void {
    const channel = this.#wire.join(`product:${listing.id}`, () => ({}), {
      joined: (reply) => this.#shelf(listing, shelfOf(reply)),
    });
    channel.on("released", (payload) => this.#shelf(listing, releaseOf(payload)));
    channel.on("stock_change", (payload) => this.#shelf(listing, changeOf(payload)));
    channel.on("last_one", (payload) => this.#shelf(listing, lastOf(payload)));
  }

  #shelf(listing: Listing, shelf: Shelf): void {
    if (listing.show(shelf)) {
      this.#announcer.say(`${listing.name} is out now: choose a size.`);
    }
    listing.draw(this.#inCart(), this.#cart.basket);
  }

  #submit(event: SubmitEvent): void {
    const form = event.target;
    const button = event.submitter;
    if (
      this.#checkout &&
      form instanceof HTMLFormElement &&
      form.matches(".checkout__form") &&
      button
    ) {
      event.preventDefault();
      void this.#checkout.buy(form, button);
    } else if (form instanceof HTMLFormElement && button instanceof HTMLButtonElement) {
      const wish = isOther(button) ? "add" : wishOf(form);
      if (wish && !this.#cutOff) {
        event.preventDefault();
        for (const id of button.value ? [Number(button.value)] : this.#soldOut(form)) {
          this.#ask(id, wish);
        }
      }
    }
  }

  /** No socket ever came through, as behind some proxies: forms do without one. */
  get #cutOff(): boolean {
    return this.#away && this.#cart.basket.joins === 0;
  }

  /** Until the first cart is there, the form as rendered knows best. */
  #soldOut(form: HTMLFormElement): number[] {
    const { cart } = this.#cart.basket;
    return cart ? soldOut(cart) : new FormData(form).getAll("item_id").map(Number);
  }

  /** The shopper has looked over what another tab changed. */
  #review(event: Event): void {
    if (event.target instanceof Element && event.target.closest(".till__review")) {
      this.#cart.review();
    }
  }

  #ask(id: number, wish: Wish): void {
    this.#corner.calm();
    if (wish === "add" && this.#inCart().has(id)) {
      this.#failed(id, "duplicate_item");
    } else if (this.#away && !this.#cart.basket.joined) {
      this.#failed(id, "offline");
    } else {
      this.#cart.ask(id, wish);
    }
  }

  #failed(id: number, code: string): void {
    this.#corner.complain(sentence(code));
    this.#announcer.say(sentence(code));
    if (code === "duplicate_item") {
      this.#panel.point(id);
    }
  }

  /** Until the first cart is there, the page as rendered knows best. */
  #inCart(): ReadonlySet<number> {
    const cart = this.#cart.basket.cart;
    return cart ? new Set(cart.items.map((item) => item.id)) : this.#panel.ids;
  }

  #changed(before: Basket, after: Basket): void {
    this.#panel.draw(after);
    this.#panel.note(this.#note());
    this.#checkout?.draw(after);
    for (const listing of this.#listings) {
      listing.draw(this.#inCart(), after);
    }
    for (const regret of tooLate(before, after)) {
      this.#corner.complain(regret);
    }
    for (const remark of remarks(before, after)) {
      this.#announcer.say(remark);
    }
  }

  #note(): Note | undefined {
    if (this.#ended) {
      const act = () => location.reload();
      return { text: sentence("unknown_cart"), label: "Load again", act };
    }
    if (this.#checkout?.buying) {
      return undefined;
    }
    if (this.#cart.basket.boughtElsewhere) {
      const act = () => location.assign("/checkout/complete");
      return { text: BOUGHT_ALREADY, label: SEE_ORDER, act };
    }
    const happened = news(this.#cart.basket);
    const text = newsText(happened);
    return text ? { text, label: undoText(happened), act: () => this.#cart.undo() } : undefined;
  }

  #end(): void {
    this.#ended = true;
    this.#panel.note(this.#note());
    this.#announcer.say(sentence("unknown_cart"));
  }

  #line(state: State): void {
    this.#away = state === "reconnecting";
    document.body.dataset["line"] = state;
    this.#corner.line(state);
    this.#panel.lock(this.#away && !this.#cutOff);
    this.#checkout?.lock(this.#away && !this.#cutOff);
    if (lineText[state]) {
      this.#announcer.say(lineText[state]);
    }
  }
}

function wishOf(form: HTMLFormElement): Wish | undefined {
  if (form.matches(".size-container")) {
    return "add";
  }
  return form.matches(".cart__form, .cart__clear") ? "remove" : undefined;
}
