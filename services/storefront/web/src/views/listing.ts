// One product of the list: its sizes, or the room kept for them.
import { type Basket, isPending } from "../basket";
import type { Shelf } from "../shelf";
import { IN_CART, isLevel, LAST, type Level, levels } from "../words";
import { part, write } from "./part";

const LEVEL = /--level-(\w+)/;

export class Listing {
  readonly id: string;
  readonly name: string;
  readonly #root: HTMLElement;
  readonly #levels = new Map<number, Level>();
  readonly #last = new Map<number, boolean>();
  #buttons: ReadonlyMap<number, HTMLButtonElement> = new Map();

  constructor(root: HTMLElement) {
    this.#root = root;
    this.id = root.dataset["productId"] ?? "";
    this.name = root.dataset["name"] ?? "";
    this.#find();
  }

  /** Takes what the server says; true if the product came out with it. */
  show({ released, levels, last }: Shelf): boolean {
    const out = released && this.#release();
    for (const [id, single] of last) {
      this.#last.set(id, single);
    }
    for (const [id, level] of levels) {
      this.#levels.set(id, level);
    }
    return out;
  }

  draw(inCart: ReadonlySet<number>, basket: Basket): void {
    for (const [id, button] of this.#buttons) {
      const level = this.#levels.get(id) ?? "out";
      const last = level === "low" && this.#last.get(id) === true;
      put(button, { level, last, inCart: inCart.has(id) }, adding(basket, id));
    }
  }

  /** Puts the sizes where room was kept for them. */
  #release(): boolean {
    const room = this.#root.querySelector(".sizes-to-come");
    if (!room) {
      return false;
    }
    const sizes = part<HTMLTemplateElement>(this.#root, ".product__release");
    room.replaceWith(sizes.content);
    sizes.remove();
    this.#find();
    return true;
  }

  #find(): void {
    const found = this.#root.querySelectorAll<HTMLButtonElement>(".size-container__entry");
    this.#buttons = new Map([...found].map((button) => [Number(button.value), button]));
    for (const [id, button] of this.#buttons) {
      const level = LEVEL.exec(button.className)?.[1];
      if (isLevel(level) && !this.#levels.has(id)) {
        this.#levels.set(id, level);
        this.#last.set(id, button.className.includes("--last"));
      }
    }
  }
}

type Adding = "adding" | "failed" | undefined;

function adding(basket: Basket, id: number): Adding {
  if (basket.asks.get(id)?.wish !== "add") {
    return undefined;
  }
  return isPending(basket, id) ? "adding" : "failed";
}

interface Face {
  readonly level: Level;
  readonly last: boolean;
  readonly inCart: boolean;
}

function put(button: HTMLButtonElement, face: Face, adding: Adding): void {
  const entry = "size-container__entry";
  const marks = [
    `level-${face.level}`,
    ...(face.last ? ["last"] : []),
    ...(face.inCart ? ["in-cart"] : []),
    ...(adding ? [adding] : []),
  ];
  const classes = [entry, ...marks.map((mark) => `${entry}--${mark}`)].join(" ");
  if (button.className !== classes) {
    button.className = classes;
  }
  close(button, face.level === "out");
  write(part(button, ".entry__state"), word(face, adding));
}

/** What is sold out keeps its place for the keyboard, and does nothing. */
function close(button: HTMLButtonElement, closed: boolean): void {
  button.type = closed ? "button" : "submit";
  if (closed) {
    button.setAttribute("aria-disabled", "true");
  } else {
    button.removeAttribute("aria-disabled");
  }
}

function word({ level, last, inCart }: Face, adding: Adding): string {
  if (adding) {
    return adding === "adding" ? "Adding…" : "Not added";
  }
  if (level === "out") {
    return levels.out;
  }
  if (inCart) {
    return IN_CART;
  }
  return last ? LAST : levels[level];
}
