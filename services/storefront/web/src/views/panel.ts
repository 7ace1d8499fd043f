// The cart panel, and every other place that shows how much is in the cart.
import type { Basket } from "../basket";
import { blockedBy, type Item, subtotal } from "../cart";
import { fill } from "./line";
import { part, write } from "./part";

export interface Note {
  readonly text: string;
  readonly label: string;
  readonly act: () => void;
}

export class Panel {
  readonly #root: HTMLElement;
  readonly #lines: HTMLElement;
  #act: () => void = () => {};

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#lines = part(root, ".cart__lines");
    part(root, ".cart__undo").addEventListener("click", () => this.#act());
  }

  /** The ids of the items in the lines shown. */
  get ids(): ReadonlySet<number> {
    return new Set(this.#all().map(idOf));
  }

  draw({ cart, asks }: Basket): void {
    if (cart) {
      this.#drop(new Set(cart.items.map((item) => item.id)));
      cart.items.forEach((item, at) => {
        fill(this.#lineAt(at, item.id), item, asks.get(item.id));
      });
      this.#sum(cart.items);
    }
  }

  /** Says something above the lines, with one thing to do about it. */
  note(note: Note | undefined): void {
    const place = part(this.#root, ".cart__note");
    const button = part(place, ".cart__undo");
    if (!note && button === document.activeElement) {
      this.#root.focus();
    }
    place.hidden = !note;
    write(part(place, ".cart__news"), note?.text ?? "");
    write(button, note?.label ?? "");
    this.#act = note?.act ?? (() => {});
  }

  /** While the line is down the cart can be read, not changed. */
  lock(locked: boolean): void {
    this.#root.classList.toggle("cart--locked", locked);
    part(this.#root, ".cart__saved").hidden = !locked;
  }

  /** Leads the shopper to the line of an item. */
  point(id: number): void {
    const line = this.#find(id);
    if (line) {
      button(line).focus();
      line.classList.remove("cart-item--pointed");
      requestAnimationFrame(() => line.classList.add("cart-item--pointed"));
    }
  }

  /** The line of an item, at its place; a new one is made from the pattern. */
  #lineAt(at: number, id: number): HTMLElement {
    const line = this.#find(id) ?? this.#pattern();
    const there = this.#lines.children[at] ?? null;
    if (line !== there) {
      this.#lines.insertBefore(line, there);
    }
    return line;
  }

  #pattern(): HTMLElement {
    const pattern = part<HTMLTemplateElement>(this.#root, ".cart__new");
    return part(pattern.content.cloneNode(true) as DocumentFragment, ".cart-item");
  }

  /** Takes out the lines of all other items; focus goes to the neighbour. */
  #drop(ids: ReadonlySet<number>): void {
    for (const line of this.#all().filter((line) => !ids.has(idOf(line)))) {
      const focused = line.contains(document.activeElement);
      const next = line.nextElementSibling ?? line.previousElementSibling;
      line.remove();
      if (focused) {
        (next ? button(next) : this.#root).focus();
      }
    }
  }

  #sum(items: readonly Item[]): void {
    for (const count of document.querySelectorAll("[data-cart-count]")) {
      write(count, String(items.length));
    }
    write(part(this.#root, "[data-cart-subtotal]"), `$${subtotal(items)}`);
    part(this.#root, ".cart__unknown").hidden = true;
    document.querySelector("#notice-passing")?.remove();
    part(this.#root, ".cart__empty").hidden = items.length > 0;
    part(this.#root, ".cart__foot").hidden = items.length === 0;
    this.#block(blockedBy(items));
    this.#offerToClear(items.some((item) => item.outOfStock));
  }

  #offerToClear(offered: boolean): void {
    const form = part(this.#root, ".cart__clear");
    if (!offered && form.contains(document.activeElement)) {
      this.#root.focus();
    }
    form.hidden = !offered;
  }

  #block(why: string): void {
    const link = part(this.#root, ".cart__checkout");
    write(part(this.#root, ".cart__blocked"), why);
    if (why === "") {
      link.setAttribute("href", "/checkout");
      link.removeAttribute("role");
      link.removeAttribute("aria-disabled");
    } else {
      link.removeAttribute("href");
      link.setAttribute("role", "link");
      link.setAttribute("aria-disabled", "true");
    }
  }

  #all(): HTMLElement[] {
    return [...this.#lines.querySelectorAll<HTMLElement>(".cart-item")];
  }

  #find(id: number): HTMLElement | undefined {
    return this.#all().find((line) => idOf(line) === id);
  }
}

function idOf(line: HTMLElement): number {
  return Number(line.dataset["itemId"]);
}

function button(line: Element): HTMLElement {
  return part(line, ".cart-item__remove");
}
