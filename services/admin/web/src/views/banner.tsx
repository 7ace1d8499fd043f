import { clockTime } from "../clock";
import type { State } from "../connection";
import type { Live } from "../live";
import { warning } from "../wording";
import type { Sources } from "./dashboard";

/** The strip that says why the figures are not the present, and what can be done. */
export function Banner({ live, stock }: Sources) {
  const state = live.state.value;
  const text = warning(state, live.now.value) ?? quiet(live, stock.failed.value);
  return (
    text && (
      <section class={`banner banner--${state.kind}`} aria-label="Notice">
        <p class="banner__text">{text}</p>
        <Remedy live={live} state={state} />
      </section>
    )
  );
}

/** What is worth a line although the connection is fine. */
function quiet(live: Live, stockFailed: boolean): string | undefined {
  const pausedAt = live.pausedAt.value;
  if (pausedAt !== undefined) {
    return `Paused at ${clockTime(pausedAt)}. The figures stand still until you press Pause again.`;
  }
  return stockFailed && live.state.value.kind === "live"
    ? "The stock could not be read just now. Available pairs may be a little old."
    : undefined;
}

function Remedy({ live, state }: { live: Live; state: State }) {
  switch (state.kind) {
    case "signed_out":
      return (
        <a class="button button--strong" href="/admin/login?next=/admin">
          Sign in
        </a>
      );
    case "connecting":
    case "disconnected":
    case "delayed":
      return (
        <button type="button" class="button button--strong" onClick={() => void live.retry()}>
          Retry now
        </button>
      );
    default:
      return null;
  }
}
