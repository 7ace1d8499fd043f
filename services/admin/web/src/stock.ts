// The catalogue with its stock, asked for again quietly: every ten seconds
// while the page is in view, and when the reader comes back to it.
import { signal } from "@preact/signals";
import { type Product, productsOf } from "./catalogue";
import type { Live } from "./live";

const EVERY = 10_000;
const PATIENCE = 8_000;

export class Stock {
  /** In the order of the catalogue; undefined until the first answer. */
  readonly products = signal<readonly Product[] | undefined>(undefined);
  /** Whether the last question got no answer: what is shown is older. */
  readonly failed = signal(false);
  #asking = false;
  readonly #live: Live;

  constructor(live: Live) {
    this.#live = live;
  }

  start(): void {
    const refresh = () => void this.refresh();
    setInterval(refresh, EVERY);
    addEventListener("focus", refresh);
    document.addEventListener("visibilitychange", refresh);
    refresh();
  }

  /** Asks once, unless nobody looks, the reader holds the page still, or the session is over. */
  async refresh(): Promise<void> {
    const over = this.#live.state.peek().kind === "signed_out";
    if (this.#asking || document.hidden || over || this.#live.pausedAt.peek() !== undefined) {
      return;
    }
    this.#asking = true;
    try {
      this.failed.value = !(await this.#ask());
    } catch {
      this.failed.value = true;
    } finally {
      this.#asking = false;
    }
  }

  async #ask(): Promise<boolean> {
    const answer = await fetch("/admin/catalogue", {
      headers: { accept: "application/json" },
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 401) {
      this.#live.signedOut();
      return false;
    }
    const products = answer.ok ? productsOf(await answer.json()) : undefined;
    this.products.value = products ?? this.products.value;
    return products !== undefined;
  }
}
