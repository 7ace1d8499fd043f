// The socket's token: fetched before connecting and renewed well before it
// ends, so that a page left open for days still reconnects.
import { fields, moment, text } from "../told/json";

export type Renewal = "renewed" | "refused" | "failed";

const LONGEST_TIMER = 2 ** 31 - 1;
const RETRY = 30_000;
const PATIENCE = 8_000;

export class Token {
  #value = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<Renewal> | undefined;
  readonly #refused: () => void;

  /** Calls refused when the server says that nobody is signed in. */
  constructor(refused: () => void) {
    this.#refused = refused;
  }

  /** The token as it is now. */
  get value(): string {
    return this.#value;
  }

  /** Asks for a fresh token; calls at the same time share one request. */
  renew(): Promise<Renewal> {
    this.#running ??= this.#fetch().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #fetch(): Promise<Renewal> {
    clearTimeout(this.#timer);
    try {
      const answer = await fetch("/admin/token", {
        headers: { accept: "application/json" },
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 401 || answer.status === 403) {
        this.#refused();
        return "refused";
      }
      if (answer.ok && this.#keep(await answer.json())) {
        return "renewed";
      }
    } catch {
      // Not reachable now: the same as an answer that makes no sense.
    }
    this.#schedule(RETRY);
    return "failed";
  }

  #keep(answer: unknown): boolean {
    const { token, expires_at } = fields(answer) ?? {};
    const end = moment(expires_at);
    if (text(token) === "" || end === undefined) {
      return false;
    }
    this.#value = text(token);
    this.#schedule(renewIn(end - Date.now()));
    return true;
  }

  #schedule(ms: number): void {
    this.#timer = setTimeout(() => void this.renew(), ms);
  }
}

/** When to renew a token with that much life left: at three quarters of it. */
export function renewIn(left: number): number {
  return Math.min(LONGEST_TIMER, Math.max(RETRY, left * 0.75));
}
