// The checkout page: keeps its till at the cart that the shopper has looked at,
// and buys.
import { type Basket, isPending, news } from "./basket";
import { isNews } from "./news";
import { purchase } from "./purchase";
import { storeBought } from "./stored";
import type { Till } from "./views/till";
import { CHECKING, NOT_CONNECTED, PENDING } from "./words";

export class Checkout {
  readonly #till: Till;
  readonly #say: (text: string) => void;
  #basket: Basket | undefined;
  #buying = false;
  #bought = false;
  #offline = false;

  constructor(till: Till, say: (text: string) => void) {
    this.#till = till;
    this.#say = say;
  }

  /** What happens to the cart meanwhile is the purchase: it is not told, nor drawn. */
  get buying(): boolean {
    return this.#buying;
  }

  draw(basket: Basket): void {
    this.#basket = basket;
    if (this.#buying || !basket.cart) {
      return;
    }
    const changing = [...basket.asks.keys()].some((id) => isPending(basket, id));
    const changed = isNews(news(basket));
    this.#till.draw(basket.cart, { changed, changing, offline: this.#offline });
    if (basket.boughtElsewhere) {
      this.#till.end();
    }
  }

  /** Sends the form, unless its button is only there to be read. */
  async buy(form: HTMLFormElement, button: HTMLElement): Promise<void> {
    if (button.getAttribute("aria-disabled") === "true") {
      if (this.#offline && !this.#buying) {
        this.#say(NOT_CONNECTED);
      }
      return;
    }
    const version = Number(new FormData(form).get("version"));
    this.#buying = true;
    this.#till.close();
    this.#tell(PENDING);
    const outcome = await purchase(form, () => this.#tell(CHECKING));
    if (outcome.bought) {
      this.#bought = true;
      storeBought(version);
      location.assign(outcome.url);
      return;
    }
    this.#buying = false;
    this.#say(this.#till.adopt(outcome.page));
    this.#draw();
  }

  /** While the line is down nothing new is bought; what was begun goes on. */
  lock(offline: boolean): void {
    this.#offline = offline;
    this.#draw();
  }

  /** The page was put aside and is shown again; one that still asks goes on. */
  resume(): void {
    if (this.#bought) {
      this.#buying = this.#bought = false;
      this.#till.tell("");
      this.#draw();
    }
  }

  #draw(): void {
    if (this.#basket) {
      this.draw(this.#basket);
    }
  }

  #tell(text: string): void {
    this.#till.tell(text);
    this.#say(text);
  }
}
