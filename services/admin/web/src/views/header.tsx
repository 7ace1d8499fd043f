import { clockTime, zone } from "../line/clock";
import type { Live } from "../line/live";
import { prefer, preferences } from "../reading/preferences";
import { label } from "../reading/wording";
import type { Desk } from "./dashboard";
import { Definitions } from "./definitions";
import { openDialog, togglePause } from "./keys";
import { kindOf } from "./kind";
import { Settings } from "./settings";

export function Header({ live, address }: Desk) {
  const { wall } = address.view.value;
  return (
    <header class="bar">
      <p class="brand">
        <span class="brand__mark" aria-hidden="true" />
        Footfall <span class="brand__place">Live carts</span>
      </p>
      <State live={live} />
      <p class="bar__facts">
        <time class="bar__clock" dateTime={new Date(live.now.value).toISOString()}>
          {clockTime(live.now.value)} <abbr class="bar__zone">{zone(live.now.value)}</abbr>
        </time>
      </p>
      <div class="bar__actions">
        {wall ? (
          <button type="button" class="button" onClick={() => address.leave({ wall: false })}>
            Leave wall view
          </button>
        ) : (
          <Actions live={live} address={address} />
        )}
      </div>
      <Definitions />
    </header>
  );
}

function State({ live }: { live: Live }) {
  const kind = kindOf(live);
  return (
    <div class={`state state--${kind}`} id="connection-state" data-state={live.state.value.kind}>
      <span class="state__sign" aria-hidden="true" />
      <span class="state__label">{NAMES[kind] ?? label(live.state.value)}</span>
    </div>
  );
}

const NAMES: Readonly<Record<string, string>> = { paused: "Paused", partial: "Partial" };

function Actions({ live, address }: Desk) {
  const paused = live.board.pausedAt.value !== undefined;
  const { privacy } = preferences.value;
  return (
    <>
      <button
        type="button"
        class="button button--pause"
        aria-pressed={paused}
        onClick={() => togglePause(live)}
      >
        Pause
      </button>
      <button
        type="button"
        class="button button--quiet bar__privacy"
        aria-pressed={privacy}
        onClick={() => prefer({ privacy: !privacy })}
      >
        Privacy
      </button>
      <Settings live={live} address={address} />
      <button
        type="button"
        class="button button--quiet"
        aria-label="Definitions"
        onClick={() => openDialog("definitions")}
      >
        ?
      </button>
      <form method="post" action="/admin/logout">
        <button type="submit" class="button">
          Sign out
        </button>
      </form>
    </>
  );
}
