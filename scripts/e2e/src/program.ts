// A program that a test starts, what it says, and its end.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { vi } from "vitest";
import { output } from "./repository";

export const PATIENCE = { timeout: 30_000, interval: 25 };

/**
 * Runs a command that ends with its test, however the test ends: standard input
 * is a pipe from the test, and whoever reads it kills the command at its end.
 */
const LEASH = 'exec 3<&0; (cat <&3; kill -9 $$) >/dev/null 2>&1 & exec 3<&-; exec "$@" </dev/null';

export class Program {
  readonly lines: string[] = [];
  readonly #name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #end: Promise<void>;

  /** Everything it says is also kept in out/e2e/NAME.log. */
  constructor(name: string, command: readonly string[], env: Readonly<Record<string, string>>) {
    this.#name = name;
    this.#child = spawn("sh", ["-c", LEASH, "sh", ...command], { env: { ...process.env, ...env } });
    this.#end = new Promise((resolve) => this.#child.once("close", () => resolve()));
    this.#child.once("exit", () => this.#child.stdin.end());
    mkdirSync(output, { recursive: true });
    const log = createWriteStream(join(output, `${name}.log`), { flags: "a" });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        log.write(`${line}\n`);
      });
    }
    void this.#end.then(() => log.end());
  }

  /** The first line with all of these texts in it, now or later. */
  async line(...texts: readonly string[]): Promise<string> {
    return this.lineWithin(PATIENCE, ...texts);
  }

  async lineWithin(patience: typeof PATIENCE, ...texts: readonly string[]): Promise<string> {
    const fits = (line: string) => texts.every((text) => line.includes(text));
    await vi.waitUntil(() => this.lines.some(fits) || this.#ended, patience);
    const found = this.lines.find(fits);
    if (found === undefined) {
      throw new Error(`${this.#name} ended without saying ${texts}:\n${this.lines.join("\n")}`);
    }
    return found;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Returns when it is gone. */
  async end(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    this.signal(signal);
    await this.#end;
  }

  get #ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
