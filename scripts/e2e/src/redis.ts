import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Program } from "./program";

/** A redis-server of its own that saves nothing. */
export class Redis {
  readonly #dir = mkdtempSync(join(tmpdir(), "redis-"));
  readonly #socket = join(this.#dir, "redis.sock");
  readonly url = `unix://${this.#socket}`;
  readonly #program: Program;

  constructor(name: string) {
    const at = ["--port", "0", "--unixsocket", this.#socket, "--dir", this.#dir];
    const keeping = ["--save", "", "--appendonly", "no"];
    this.#program = new Program(name, ["redis-server", ...at, ...keeping], {});
  }

  async ready(): Promise<void> {
    await this.#program.line("ready to accept connections");
  }

  async command(...words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)("redis-cli", ["-s", this.#socket, ...words]);
    return stdout;
  }

  /** Holds it still: connections stay, nothing is answered. */
  freeze(): void {
    this.#program.signal("SIGSTOP");
  }

  thaw(): void {
    this.#program.signal("SIGCONT");
  }

  async close(): Promise<void> {
    await this.#program.end();
    rmSync(this.#dir, { recursive: true });
  }
}
