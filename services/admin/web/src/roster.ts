// Keeps the figures level with a Presence: only the carts a change touched are
// counted anew.
import type { Presences } from "phoenix";
import { Figures, type Snapshot } from "./figures";

/** The part of phoenix's Presence that a roster follows. */
export interface Source {
  readonly state: Presences;
  onJoin(callback: (key: string) => void): void;
  onLeave(callback: (key: string) => void): void;
  onSync(callback: () => void): void;
}

export class Roster {
  readonly #figures = new Figures();
  readonly #touched = new Set<string>();
  readonly #source: Source;

  /** Calls changed after each state and each difference. */
  constructor(source: Source, changed: () => void) {
    this.#source = source;
    source.onJoin((key) => this.#touched.add(key));
    source.onLeave((key) => this.#touched.add(key));
    source.onSync(() => {
      this.#settle();
      changed();
    });
  }

  snapshot(): Snapshot {
    return this.#figures.snapshot();
  }

  #settle(): void {
    for (const key of this.#touched) {
      this.#figures.set(key, this.#source.state[key]?.metas);
    }
    this.#touched.clear();
  }
}
