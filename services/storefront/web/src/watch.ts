// Watches the connection and tells when there is something to say about it.
import * as outage from "./outage";

export class Watch {
  readonly #show: (state: outage.State) => void;
  #facts = outage.begin(performance.now());
  #state: outage.State = "quiet";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(show: (state: outage.State) => void) {
    this.#show = show;
    this.#look();
  }

  lost(): void {
    this.#note(outage.lost);
  }

  back(whole: boolean): void {
    this.#note((facts, now) => outage.back(facts, now, whole));
  }

  seen(): void {
    this.#note(outage.seen);
  }

  #note(change: (facts: outage.Facts, now: number) => outage.Facts): void {
    this.#facts = change(this.#facts, performance.now());
    this.#look();
  }

  #look(): void {
    const now = performance.now();
    const state = outage.stateOf(this.#facts, now);
    if (state !== this.#state) {
      this.#state = state;
      this.#show(state);
    }
    clearTimeout(this.#timer);
    const wait = outage.standsFor(this.#facts, now);
    this.#timer = wait === undefined ? undefined : setTimeout(() => this.#look(), wait);
  }
}
