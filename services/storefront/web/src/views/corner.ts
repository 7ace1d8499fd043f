// The corner of the page: what went wrong, and how the line is.
import type { State } from "../outage";
import { RECONNECTING, UP_TO_DATE } from "../words";
import { part, write } from "./part";

export const lineText: { readonly [state in State]: string } = {
  quiet: "",
  reconnecting: RECONNECTING,
  fresh: UP_TO_DATE,
};

export class Corner {
  readonly #toast = part(document, "#toast");
  readonly #line = part(document, "#line");
  /** Where the shopper was when the toast came up. */
  #from: Element | null = null;

  constructor(retry: () => void) {
    part(this.#toast, ".toast__close").addEventListener("click", () => this.#close());
    part(this.#line, ".line__retry").addEventListener("click", retry);
  }

  complain(text: string): void {
    this.#from = document.activeElement;
    write(part(this.#toast, ".toast__text"), text);
    this.#toast.hidden = false;
  }

  /** What was complained of no longer matters. */
  calm(): void {
    this.#toast.hidden = true;
  }

  line(state: State): void {
    const retry = part(this.#line, ".line__retry");
    if (state !== "reconnecting" && retry === document.activeElement) {
      part(document, "#main").focus({ preventScroll: true });
    }
    this.#line.hidden = state === "quiet";
    this.#line.dataset["state"] = state;
    retry.hidden = state !== "reconnecting";
    write(part(this.#line, ".line__text"), lineText[state]);
  }

  #close(): void {
    this.calm();
    if (this.#from instanceof HTMLElement) {
      this.#from.focus();
    }
  }
}
