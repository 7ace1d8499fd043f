// What a page is told over its socket, in bytes, by the clock of whoever tells.
import type { Page } from "playwright-core";

export class Meter {
  readonly #events: Record<string, number> = {};
  #begun: number | undefined;
  #last = 0;

  /** Counts from the next stats on, as they come over sockets that are opened from now on. */
  static async on(page: Page): Promise<Meter> {
    const meter = new Meter();
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => meter.#count(String(payload))),
    );
    await page.reload();
    await page.waitForSelector('#connection-state[data-state="live"]');
    return meter;
  }

  /** Bytes between the first stats and the last, and the seconds that the server counts there. */
  read(): { bytes: number; seconds: number; events: Readonly<Record<string, number>> } {
    const bytes = Object.values(this.#events).reduce((sum, n) => sum + n, 0);
    return { bytes, seconds: (this.#last - (this.#begun ?? 0)) / 1000, events: this.#events };
  }

  #count(frame: string): void {
    const [, , , event, payload] = JSON.parse(frame) as [unknown, unknown, unknown, string, object];
    if (event === "stats" && "at" in payload && typeof payload.at === "string") {
      this.#last = Date.parse(payload.at);
      this.#begun ??= this.#last;
    }
    if (this.#begun !== undefined) {
      this.#events[event] = (this.#events[event] ?? 0) + Buffer.byteLength(frame);
    }
  }
}
