import { clockTime } from "../clock";
import type { State } from "../connection";
import type { Live } from "../live";
import { warning } from "../wording";

/** The strip that says why the figures are not the present, and what can be done. */
export function Banner({ live }: { live: Live }) {
  const state = live.state.value;
  const text = warning(state, live.now.value) ?? pausing(live.board.pausedAt.value);
  return (
    text && (
      <section class={`banner banner--${state.kind}`} aria-label="Notice">
        <p class="banner__text">{text}</p>
        <Remedy live={live} state={state} />
      </section>
    )
  );
}

function pausing(at: number | undefined): string | undefined {
  return at === undefined
    ? undefined
    : `Paused at ${clockTime(at)}. The figures stand still until you press Pause again.`;
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
