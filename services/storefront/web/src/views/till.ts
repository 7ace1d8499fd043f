// The till, as the template "checkout" renders it: what is about to be bought,
// and how far that is.
import { type Cart, stateOf, subtotal } from "../cart";
import { NOT_AVAILABLE, PURCHASE, REGRET, sum } from "../words";
import { part, write } from "./part";

/** What keeps a purchase from being begun. */
export interface Hold {
  /** Another tab has changed the cart, and the shopper has not looked. */
  readonly changed: boolean;
  /** A change is under way. */
  readonly changing: boolean;
  /** The line is down: what is shown may be out of date. */
  readonly offline: boolean;
}

export class Till {
  readonly #root: HTMLElement;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Only one page has it. */
  static find(): Till | undefined {
    const root = document.querySelector<HTMLElement>("main.checkout-container");
    return root ? new Till(root) : undefined;
  }

  /** Shows a cart; it is what the form buys, unless the shopper must look first. */
  draw(cart: Cart, { changed, changing, offline }: Hold): void {
    if (!this.#root.querySelector(".till")) {
      return; // an error took its place
    }
    part(this.#root, ".till").hidden = cart.items.length === 0;
    part(this.#root, ".till-empty").hidden = cart.items.length > 0;
    const sold = cart.items.filter((item) => !item.outOfStock);
    write(part(this.#root, ".till__sum"), sum(sold.length, subtotal(cart.items)));
    this.#tellBlocked(cart);
    part(this.#root, ".till__changed").hidden = !changed;
    this.#tellOffline(offline);
    if (!changed && !changing) {
      part<HTMLInputElement>(this.#root, '[name="version"]').value = String(cart.version);
      part<HTMLInputElement>(this.#root, '[name="serialized_cart"]').value = cart.serialized;
    }
    this.#openOrClose(
      cart.items.some((item) => stateOf(item) !== ""),
      changed || changing || offline,
    );
  }

  /** Takes no second purchase while one is under way. */
  close(): void {
    document.querySelector(".notice")?.remove();
    this.#openOrClose(false, true);
  }

  /** Says how far the purchase is. */
  tell(text: string): void {
    write(part(this.#root, ".till__progress"), text);
  }

  /** It was bought in another tab. */
  end(): void {
    part(this.#root, ".till-empty").hidden = true;
    part(this.#root, ".till-bought").hidden = false;
  }

  /** Takes over what the shop says of a purchase that came to nothing. */
  adopt(page: Document): string {
    const notice = page.querySelector(".notice");
    document.querySelector(".notice")?.remove();
    if (notice) {
      part(document, ".shop").before(notice);
    }
    this.#root.replaceChildren(...part(page, "main").childNodes);
    this.#root.focus();
    return notice?.textContent ?? "";
  }

  #tellOffline(offline: boolean): void {
    const why = part(this.#root, ".till__offline");
    why.hidden = !offline;
    const button = part(this.#root, ".checkout__form button");
    if (offline) {
      button.setAttribute("aria-describedby", why.id);
    } else {
      button.removeAttribute("aria-describedby");
    }
  }

  #tellBlocked(cart: Cart): void {
    const list = part(this.#root, ".till__blocked");
    const lines = cart.items
      .filter((item) => stateOf(item) !== "")
      .map((item) => {
        const line = document.createElement("li");
        line.textContent = `${item.name}, size ${item.size}: ${item.outOfStock ? REGRET : stateOf(item)}`;
        return line;
      });
    list.hidden = lines.length === 0;
    list.replaceChildren(...lines);
  }

  /** A blocked cart cannot be bought; one that must wait keeps the keyboard. */
  #openOrClose(blocked: boolean, waiting: boolean): void {
    const button = part<HTMLButtonElement>(this.#root, ".checkout__form button");
    write(button, blocked ? NOT_AVAILABLE : PURCHASE);
    button.disabled = blocked;
    button.setAttribute("aria-disabled", String(blocked || waiting));
  }
}
