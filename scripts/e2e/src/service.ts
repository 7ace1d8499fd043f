// One instance of a service: a process from bin/ that can be stopped and
// started again at the same addresses.
import { vi } from "vitest";
import { PATIENCE, Program } from "./program";
import { built } from "./repository";

export type Kind = "storefront" | "admin";

export class Service {
  readonly #kind: Kind;
  readonly #name: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #runs: Program[] = [];
  #address = "127.0.0.1:0";
  #ops = "127.0.0.1:0";

  constructor(kind: Kind, name: string, env: Readonly<Record<string, string>>) {
    this.#kind = kind;
    this.#name = name;
    this.#env = env;
  }

  get url(): string {
    return `http://${this.#address}`;
  }

  /** Everything that it has said, in all its runs. */
  get log(): string {
    return this.#runs.flatMap((run) => run.lines).join("\n");
  }

  /** Starts a run, and returns when it is ready and all that it checks is well. */
  async start(): Promise<void> {
    const prefix = this.#kind.toUpperCase();
    const run = new Program(this.#name, [built(this.#kind), "serve"], {
      ...this.#env,
      LOG_FORMAT: "json",
      LOG_LEVEL: "debug",
      DRAIN_DELAY: "0s",
      DRAIN_TIMEOUT: "0s",
      [`${prefix}_ADDR`]: this.#address,
      [`${prefix}_OPS_ADDR`]: this.#ops,
    });
    this.#runs.push(run);
    this.#ops = addressIn(await run.line('"listening"', `${prefix}_OPS_ADDR`));
    this.#address = addressIn(await run.line('"listening"', `${prefix}_ADDR`));
    await run.line('"msg":"ready"');
    await vi.waitUntil(async () => !(await this.checks()).includes("[-]"), PATIENCE);
  }

  /** What it says of itself to an operator. */
  async checks(): Promise<string> {
    return (await fetch(`http://${this.#ops}/readyz?verbose`)).text();
  }

  async metrics(): Promise<string> {
    return (await fetch(`http://${this.#ops}/metrics`)).text();
  }

  async end(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    await this.#runs.at(-1)?.end(signal);
  }
}

function addressIn(line: string): string {
  return (JSON.parse(line) as { address: string }).address;
}
