// What the page shows of the shop at one moment. It is drawn at most a few
// times a second, and stands still as long as the reader holds it.
import { signal } from "@preact/signals";
import type { Snapshot } from "./figures";
import type { Shop } from "./shelves";
import type { Storefront } from "./stats";

/** Everything that stands still together; undefined is what is not known yet. */
export interface Shown {
  readonly figures: Snapshot | undefined;
  readonly shop: Shop | undefined;
  readonly storefronts: readonly Storefront[] | undefined;
}

/** The shortest time between two drawings. */
const FRAME = 250;

export class Board {
  readonly shown = signal<Shown>({ figures: undefined, shop: undefined, storefronts: undefined });
  /** Since when the reader holds the board still. */
  readonly pausedAt = signal<number | undefined>(undefined);
  readonly #read: () => Shown;
  #frame: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = 0;

  /** Calls read for each drawing. */
  constructor(read: () => Shown) {
    this.#read = read;
  }

  /** Notes that something changed, to be drawn soon. */
  changed(): void {
    this.#frame ??= setTimeout(() => this.#draw(), this.#drawnAt + FRAME - Date.now());
  }

  pause(now: number): void {
    this.pausedAt.value = now;
  }

  resume(): void {
    this.pausedAt.value = undefined;
    this.#draw();
  }

  #draw(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    if (this.pausedAt.value === undefined) {
      this.#drawnAt = Date.now();
      this.shown.value = this.#read();
    }
  }
}
