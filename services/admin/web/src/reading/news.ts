// Which alerts are news to somebody who does not see the page.
import type { Alert } from "./attention";

export class News {
  #known = new Set<string>();

  /**
   * The alerts that nobody has seen or been told of. Each is told once until the
   * page is seen again, so one that comes and goes is no alarm bell.
   */
  of(alerts: readonly Alert[], seen: boolean): Alert[] {
    if (seen) {
      this.#known = new Set(alerts.map(({ id }) => id));
      return [];
    }
    const fresh = alerts.filter(({ id }) => !this.#known.has(id));
    for (const { id } of fresh) {
      this.#known.add(id);
    }
    return fresh;
  }
}
