// Says things to a screen reader, seldom enough to be heard out.

/** The least time between two announcements. */
export const PAUSE = 5_000;

export class Announcer {
  readonly #show: (text: string) => void;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Show puts the text into a live region; it is emptied when the pause is over. */
  constructor(show: (text: string) => void) {
    this.#show = show;
  }

  /** Says it now, or together with whatever else waits for the pause to end. */
  say(text: string): void {
    if (!this.#waiting.includes(text)) {
      this.#waiting.push(text);
    }
    if (this.#timer === undefined) {
      this.#flush();
    }
  }

  #flush(): void {
    const text = this.#waiting.join(" ");
    this.#waiting = [];
    this.#show(text);
    this.#timer = text === "" ? undefined : setTimeout(() => this.#flush(), PAUSE);
  }
}
