import { clockTime, zone } from "../clock";
import type { Live } from "../live";
import { counted } from "../numbers";
import { announcement, label } from "../wording";

export function Header({ live }: { live: Live }) {
  return (
    <header class="bar">
      <p class="brand">
        <span class="brand__mark" aria-hidden="true" />
        Footfall <span class="brand__place">Live carts</span>
      </p>
      <State live={live} />
      <ServerTime live={live} />
      <div class="bar__actions">
        <Pause live={live} />
        <form method="post" action="/admin/logout">
          <button type="submit" class="button">
            Sign out
          </button>
        </form>
      </div>
    </header>
  );
}

function State({ live }: { live: Live }) {
  const state = live.state.value;
  const paused = live.board.pausedAt.value;
  const kind = paused !== undefined && state.kind === "live" ? "paused" : state.kind;
  return (
    <div class={`state state--${kind}`} id="connection-state" data-state={state.kind}>
      <span class="state__sign" aria-hidden="true" />
      <span class="state__label">{kind === "paused" ? "Paused" : label(state)}</span>
      <span class="unseen" role="status" aria-atomic="true">
        {announcement(state)}
      </span>
    </div>
  );
}

function ServerTime({ live }: { live: Live }) {
  const now = live.now.value;
  const { storefronts } = live.board.shown.value;
  return (
    <p class="bar__facts">
      {storefronts && <span class="bar__nodes">{counted(storefronts.length, "storefront")}</span>}
      <time class="bar__clock" dateTime={new Date(now).toISOString()}>
        {clockTime(now)} <abbr class="bar__zone">{zone(now)}</abbr>
      </time>
    </p>
  );
}

function Pause({ live }: { live: Live }) {
  const paused = live.board.pausedAt.value !== undefined;
  return (
    <button
      type="button"
      class="button button--pause"
      aria-pressed={paused}
      onClick={() => (paused ? live.board.resume() : live.board.pause(live.clock.now()))}
    >
      Pause
    </button>
  );
}
