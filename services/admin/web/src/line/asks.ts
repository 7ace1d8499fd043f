// Requests that are on their way. An answer that was due over a line that is
// gone never comes, so they end with it.
import type { Channel } from "phoenix";
import { fields, text } from "../told/json";

export class Asks {
  readonly #channel: Channel;
  readonly #open = new Set<(error: Error) => void>();

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Resolves to the answer, or rejects with the server's reason. */
  send(event: string, payload: object): Promise<unknown> {
    let end: ((error: Error) => void) | undefined;
    const answer = new Promise((resolve, reject) => {
      end = reject;
      this.#open.add(reject);
      this.#channel
        .push(event, payload)
        .receive("ok", resolve)
        .receive("error", (reply) => reject(new Error(text(fields(reply)?.["error"]))))
        .receive("timeout", () => reject(new Error("timeout")));
    });
    return answer.finally(() => end && this.#open.delete(end));
  }

  /** Ends them all: the line is gone. */
  abandon(): void {
    for (const end of this.#open) {
      end(new Error("disconnected"));
    }
  }
}
