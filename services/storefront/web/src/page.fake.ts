// The list page as the server renders it, opened with the script running.
import { vi } from "vitest";
import checkout from "../testdata/checkout.html?raw";
import list from "../testdata/list.html?raw";
import { cart } from "./cart.fake";
import { FakeSocket, reset, server } from "./server.fake";

export const CART = `cart:${"c".repeat(64)}`;

type Listening = Parameters<EventTarget["removeEventListener"]>;
let listening: [EventTarget, Listening][] = [];

/** Loads the list into the document; the script is not running yet. */
export function load(): void {
  show(list);
}

/** Loads the checkout instead. */
export function loadCheckout(): void {
  show(checkout);
}

function show(html: string): void {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 27, 9) });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.stubGlobal("WebSocket", FakeSocket);
  reset();
  localStorage.clear();
  document.body.innerHTML = html.slice(html.indexOf('<a class="skip"'), html.indexOf("</body>"));
  document.body.dataset["cartId"] = "c".repeat(64);
  delete document.body.dataset["line"];
  remember(window);
  remember(document);
}

/** Keeps what the page listens to, so that the next page begins alone. */
function remember(target: EventTarget): void {
  const listen = target.addEventListener.bind(target);
  vi.spyOn(target, "addEventListener").mockImplementation((...listener) => {
    listening.push([target, listener]);
    listen(...listener);
  });
}

/** Runs the script and lets it join. */
export async function run(): Promise<void> {
  vi.resetModules();
  await import("./main");
  await pass(50);
}

/** Ends everything that the page began. */
export function unload(): void {
  vi.restoreAllMocks();
  for (const [target, args] of listening) {
    target.removeEventListener(...args);
  }
  listening = [];
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

export function find<T extends HTMLElement = HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) {
    throw new Error(`no ${selector}`);
  }
  return found;
}

export function size(id: number): HTMLButtonElement {
  return find(`.size-container__entry[value="${id}"]`);
}

/** The word below a size. */
export function word(id: number): string {
  return find(`.size-container__entry[value="${id}"] .entry__state`).textContent;
}

export function line(id: number): HTMLElement {
  return find(`.cart-item[data-item-id="${id}"]`);
}

/** The lines of the cart: Tideline, Marram, size 6.5, Sold out. */
export function lines(): string[] {
  return [...document.querySelectorAll(".cart-item")].map((item) =>
    [".cart-item__name", ".cart-item__facts", ".cart-item__state"]
      .map((selector) => item.querySelector(selector)?.textContent)
      .filter(Boolean)
      .join(", "),
  );
}

export function text(selector: string): string {
  return find(selector).textContent;
}

/** Makes the server add and remove as it should, from what is in the cart at first. */
export function selling(ids: readonly number[], version = 1): void {
  let held = [...ids];
  let at = version;
  server.cart = cart(at, held);
  server.answer = (event, id) => {
    held =
      event === "add_item" ? [...held, id].sort((a, b) => a - b) : held.filter((i) => i !== id);
    server.cart = cart(++at, held);
    return ["ok", server.cart];
  };
}
