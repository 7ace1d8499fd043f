// A large crowd without sockets: real trackers write its carts to Redis, as
// storefronts do.
import { inject, vi } from "vitest";
import { Program } from "./program";
import type { Redis } from "./redis";

/** They say once a second what they have done, on a machine with other work too. */
const PATIENCE = { timeout: 300_000, interval: 100 };

export class Multitude {
  readonly #program: Program;

  private constructor(program: Program) {
    this.#program = program;
  }

  /** Comes into a shop, to rest there until it is stirred. */
  static async come(redis: Redis, name: string, carts: number, changes = 500): Promise<Multitude> {
    const command = [inject("crowd"), String(carts), String(changes)];
    const multitude = new Multitude(new Program(name, command, { REDIS_URL: redis.url }));
    await multitude.#program.lineWithin(PATIENCE, `${carts} carts`);
    return multitude;
  }

  /** Changes made so far. */
  get changes(): number {
    const last = this.#program.lines.findLast((line) => line.endsWith(" changes"));
    return Number.parseInt(last ?? "0", 10);
  }

  stir(): void {
    this.#program.signal("SIGUSR1");
  }

  rest(): void {
    this.#program.signal("SIGUSR2");
  }

  /** Returns when so many more changes were made. */
  async makes(changes: number): Promise<void> {
    const from = this.changes;
    await vi.waitUntil(() => this.changes >= from + changes, PATIENCE);
  }

  async leave(): Promise<void> {
    await this.#program.end("SIGTERM");
  }
}
