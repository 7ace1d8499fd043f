// What the page shows of the shop at one moment. It is drawn as often as the
// reader likes, and stands still as long as the reader holds it.
import { computed, signal } from "@preact/signals";
import type { Product } from "../told/catalogue";
import { NOTHING, type Shown } from "../told/picture";

/** The shortest time between two drawings, in milliseconds. */
export const RATES = { live: 250, calm: 5_000, slow: 30_000 } as const;
export type Rate = keyof typeof RATES;

/** After a step of scrolling the figures wait so long, and never longer than this. */
const SCROLLING = 150;
const LONGEST = 1_000;

const NONE: readonly Product[] = [];

export class Board {
  readonly shown = signal<Shown>(NOTHING);
  /** The products in it, for whoever needs to know of nothing else. */
  readonly products = computed(() => this.shown.value.shop?.products ?? NONE);
  /** Since when the reader holds the board still. */
  readonly pausedAt = signal<number | undefined>(undefined);
  /** Events that came since. */
  readonly waiting = signal(0);
  /** Whether drawings are far enough apart to tell when the last one was made. */
  readonly calm = signal(false);
  readonly #read: () => Shown;
  #rate: Rate = "live";
  #unseen = false;
  #frame: ReturnType<typeof setTimeout> | undefined;
  #drawnAt = 0;
  #heldUntil = 0;

  /** Whether the figures stand still for so long that carts asked for now are newer than they. */
  get stands(): boolean {
    return this.calm.value || this.pausedAt.value !== undefined;
  }

  /** Calls read for each drawing. */
  constructor(read: () => Shown) {
    this.#read = read;
  }

  /** Draws so often from now on. */
  pace(rate: Rate): void {
    this.#rate = rate;
    this.calm.value = rate !== "live";
    this.#draw();
  }

  /** Nothing is drawn while nobody can see it, and everything at once when somebody can. */
  hide(unseen: boolean): void {
    this.#unseen = unseen;
    if (!unseen) {
      this.#draw();
    }
  }

  /** Notes that something changed, to be drawn soon. */
  changed(): void {
    if (this.#unseen) {
      return;
    }
    const first = this.shown.peek().stats === undefined;
    const wait = first ? 0 : this.#drawnAt + RATES[this.#rate] - Date.now();
    this.#frame ??= setTimeout(() => this.#drawUnlessHeld(), wait);
  }

  /** Whoever scrolls gets rows first, and the figures a moment later. */
  scrolled(): void {
    this.#heldUntil = Date.now() + SCROLLING;
  }

  pause(now: number): void {
    this.pausedAt.value = now;
    this.waiting.value = 0;
  }

  resume(): void {
    this.pausedAt.value = undefined;
    this.#draw();
  }

  #drawUnlessHeld(): void {
    const wait = Math.min(this.#heldUntil, this.#drawnAt + LONGEST) - Date.now();
    if (wait > 0) {
      this.#frame = setTimeout(() => this.#drawUnlessHeld(), wait);
    } else {
      this.#draw();
    }
  }

  #draw(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    this.#drawnAt = Date.now();
    const now = this.#read();
    if (this.pausedAt.peek() === undefined) {
      this.shown.value = now;
    } else {
      this.waiting.value = now.told - this.shown.peek().told;
    }
  }
}
