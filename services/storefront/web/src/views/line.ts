// One line of the cart panel, filled as the template "line" fills it.
import type { Ask } from "../basket";
import { type Item, stateOf } from "../cart";
import { offer } from "./others";
import { part, write } from "./part";

export function fill(line: HTMLElement, item: Item, ask: Ask | undefined): void {
  const going = ask?.wish === "remove" && ask.failed === undefined;
  line.dataset["itemId"] = String(item.id);
  line.classList.toggle("cart-item--blocked", stateOf(item) !== "");
  line.classList.toggle("cart-item-out", item.outOfStock);
  line.classList.toggle("cart-item--going", going);
  write(part(line, ".cart-item__name"), item.name);
  write(part(line, ".cart-item__price"), `$${item.price}`);
  write(part(line, ".cart-item__facts"), `${item.brand}, size ${item.size}`);
  write(part(line, ".cart-item__state"), state(item, ask));
  offer(line, item);
  picture(part<HTMLImageElement>(line, ".cart-item__picture"), item.image);
  name(part<HTMLButtonElement>(line, ".cart-item__remove"), item);
}

function state(item: Item, ask: Ask | undefined): string {
  if (ask?.wish !== "remove") {
    return stateOf(item);
  }
  return ask.failed === undefined ? "Removing…" : "Not removed";
}

function picture(image: HTMLImageElement, address: string): void {
  if (image.getAttribute("src") !== address) {
    image.src = address;
  }
}

function name(button: HTMLButtonElement, item: Item): void {
  button.value = String(item.id);
  button.dataset["itemId"] = String(item.id);
  button.setAttribute("aria-label", `Remove ${item.name}, size ${item.size}`);
}
