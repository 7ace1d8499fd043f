// One product of the list: its sizes, or the room kept for them.
import { type Basket, isPending } from "../basket";
import type { Shelf } from "../shelf";
import { IN_CART, isLevel, type Level, levels } from "../words";
import { part, write } from "./part";

const LEVEL = /--level-(\w+)/;

export class Listing {
  readonly id: string;
  readonly name: string;
  readonly #root: HTMLElement;
  readonly #levels = new Map<number, Level>();
  #buttons: ReadonlyMap<number, HTMLButtonElement> = new Map();

  constructor(root: HTMLElement) {
    this.#root = root;
    this.id = root.dataset["productId"] ?? "";
    this.name = root.dataset["name"] ?? "";
    this.#find();
  }

  /** Takes what the server says; true if the product came out with it. */
  show({ released, levels }: Shelf): boolean {
    const out = released && this.#release();
    for (const [id, level] of levels) {
      this.#levels.set(id, level);
    }
    return out;
  }

  draw(inCart: ReadonlySet<number>, basket: Basket): void {
    for (const [id, button] of this.#buttons) {
      const face = { level: this.#levels.get(id) ?? "out", inCart: inCart.has(id) };
      put(button, face, adding(basket, id));
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
  readonly inCart: boolean;
}

function put(button: HTMLButtonElement, face: Face, adding: Adding): void {
  const entry = "size-container__entry";
  const marks = [
    `level-${face.level}`,
    ...(face.inCart ? ["in-cart"] : []),
    ...(adding ? [adding] : []),
  ];
  const classes = [entry, ...marks.map((mark) => `${entry}--${mark}`)].join(" ");
  if (button.className !== classes) {
    button.className = classes;
  }
  button.disabled = face.level === "out";
  write(part(button, ".entry__state"), word(face, adding));
}

function word({ level, inCart }: Face, adding: Adding): string {
  if (adding) {
    return adding === "adding" ? "Adding…" : "Not added";
  }
  return inCart && level !== "out" ? IN_CART : levels[level];
}
