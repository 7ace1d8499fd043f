// What this page tells of itself when it joins its cart.
import { stored } from "./stored";

export class Tab {
  readonly #id = Array.from(crypto.getRandomValues(new Uint8Array(8)), hex).join("");
  #joins = 0;

  /**
   * Called once for each join. The tab is named after this page load and counts
   * its joins, so a page that reconnects replaces its own ghost.
   */
  params(): object {
    this.#joins++;
    const serialized = stored();
    return {
      page: location.pathname,
      tab: `${this.#id}.${this.#joins}`,
      ...(serialized && { serialized }),
    };
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
