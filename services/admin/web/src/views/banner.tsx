import { clockTime } from "../line/clock";
import type { State } from "../line/connection";
import type { Live } from "../line/live";
import { counted } from "../reading/numbers";
import { aged, missing, warning } from "../reading/wording";
import { missingOf } from "../told/fleet";
import type { Desk } from "./dashboard";

interface Notice {
  readonly tone: string;
  readonly text: string;
}

/** The strip that says why the figures are not the present, and what can be done. */
export function Banner({ live }: Desk) {
  const state = live.state.value;
  const notice = noticeOf(live, state);
  return (
    notice && (
      <section class={`banner banner--${notice.tone}`} aria-label="Notice">
        <p class="banner__text">{notice.text}</p>
        <Remedy live={live} state={state} />
      </section>
    )
  );
}

function noticeOf(live: Live, state: State): Notice | undefined {
  const text = warning(state, live.now.value);
  if (text) {
    return { tone: state.kind, text };
  }
  const { stats, lost } = live.board.shown.value;
  const heard = stats?.storefronts ?? [];
  const gone = missingOf(heard, lost, live.now.value);
  if (gone && state.kind === "live") {
    return { tone: "partial", text: missing(gone, heard.length) };
  }
  const { shopStaleSince, salesStaleSince } = stats ?? {};
  if (state.kind === "live" && (shopStaleSince ?? salesStaleSince) !== undefined) {
    return { tone: "partial", text: aged(shopStaleSince, salesStaleSince) };
  }
  const at = live.board.pausedAt.value;
  const waiting = counted(live.board.waiting.value, "event");
  return at === undefined
    ? undefined
    : { tone: "paused", text: `Paused at ${clockTime(at)}. ${waiting} since then.` };
}

function Remedy({ live, state }: { live: Live; state: State }) {
  switch (state.kind) {
    case "signed_out":
      return (
        <a class="button button--strong" href={signIn()}>
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

/** The sign-in that comes back to what is looked at now. */
function signIn(): string {
  return `/admin/login?next=${encodeURIComponent(`/admin${location.search}`)}`;
}
