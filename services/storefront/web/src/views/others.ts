// What a line that is sold out offers in its place, as the template "line" does.
import type { Item, Other } from "../cart";
import { othersIn } from "../words";
import { part, write } from "./part";

/** The shopper chose one of them. */
export function isOther(button: Element): boolean {
  return button.matches(".cart-item__other");
}

export function offer(line: HTMLElement, { others, size }: Item): void {
  const place = part(line, ".cart-item__others");
  place.hidden = others.length === 0;
  write(part(place, ".cart-item__instead"), othersIn(size));
  const shown = [...place.querySelectorAll<HTMLButtonElement>(".cart-item__other")];
  if (shown.map((button) => button.value).join() === others.map(({ id }) => id).join()) {
    return; // what has the focus stays
  }
  if (shown.some((button) => button === document.activeElement)) {
    part(line, ".cart-item__remove").focus();
  }
  for (const button of shown) {
    button.remove();
  }
  place.append(...others.map(made));
}

function made({ id, name, price }: Other): HTMLButtonElement {
  const button = document.createElement("button");
  button.className = "button cart-item__other";
  button.name = "item_id";
  button.value = String(id);
  button.setAttribute("formaction", "/cart/items");
  const adding = document.createElement("span");
  adding.className = "unseen";
  adding.textContent = "Add ";
  button.append(adding, `${name} $${price}`);
  return button;
}
