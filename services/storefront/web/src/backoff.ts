// How long to wait before trying again. Many pages lose their server at the
// same moment, so each waits a random part of a span that doubles (full jitter).

const FIRST = 300;
const LONGEST = 10_000;
/** A connection that ends sooner than this was none: the span goes on doubling. */
export const STABLE = 10_000;

/** The longest wait before a try, counted from 1. */
export function span(tries: number): number {
  return Math.min(LONGEST, FIRST * 2 ** (tries - 1));
}

export class Backoff {
  #tries = 0;
  #openedAt: number | undefined;

  opened(now: number): void {
    this.#openedAt = now;
  }

  wait(now: number): number {
    if (this.#openedAt !== undefined && now - this.#openedAt >= STABLE) {
      this.#tries = 0;
    }
    this.#openedAt = undefined;
    this.#tries++;
    return Math.random() * span(this.#tries);
  }
}
