import { useState } from "preact/hooks";
import { clockTime } from "../line/clock";
import { counted } from "../reading/numbers";
import { type Event, KINDS, type Kind } from "../told/activity";
import { type Product, titleOf } from "../told/catalogue";
import type { Desk } from "./dashboard";
import { Panel } from "./panel";
import { Scroll } from "./scroll";
import { Handle } from "./shy";

const NAMES: Readonly<Record<Kind, string>> = {
  joined: "Came",
  moved: "Moved",
  added: "Added",
  removed: "Removed",
  checkout: "Began checkout",
  purchased: "Bought",
  left: "Left",
};

/** So many fit; the rest of the events is found by filtering. */
const LIMIT = 60;

export function Activity({ live, address }: Desk) {
  const { events, shop } = live.board.shown.value;
  const [kind, choose] = useState<Kind | "">("");
  const [text, search] = useState("");
  const [still, hold] = useState<readonly Event[] | undefined>();
  const shown = still ?? events;
  const missed = still ? (events[0]?.serial ?? 0) - (still[0]?.serial ?? 0) : 0;
  const products = shop?.products ?? [];
  const rows = shown
    .filter((event) => (kind === "" || event.kind === kind) && says(event, products, text))
    .slice(0, LIMIT);
  return (
    <Panel
      live={live}
      term="activity"
      area="activity"
      tools={
        <>
          <span class="activity__held">
            {missed > 0 && `Held – ${counted(missed, "new event")}`}
          </span>
          <input
            type="search"
            class="activity__search"
            placeholder="Search events"
            aria-label="Search in events, by cart, product or page"
            maxLength={64}
            value={text}
            onInput={(event) => search(event.currentTarget.value)}
          />
          <select
            aria-label="Kind of event"
            value={kind}
            onChange={(event) => choose(event.currentTarget.value as Kind | "")}
          >
            <option value="">All</option>
            {KINDS.map((name) => (
              <option key={name} value={name}>
                {NAMES[name]}
              </option>
            ))}
          </select>
        </>
      }
    >
      <Scroll
        class="activity"
        label="Events"
        on={{
          onMouseEnter: () => hold(events),
          onMouseLeave: () => hold(undefined),
          onFocusCapture: () => hold(still ?? events),
          onBlurCapture: () => hold(undefined),
        }}
      >
        {rows.length === 0 && (
          <p class="nothing">
            {shown.length === 0
              ? "Nothing has happened since the page was opened."
              : "No event since the page was opened is like that."}
          </p>
        )}
        <ol>
          {rows.map((event) => (
            <li key={event.serial} class={`event event--${event.kind}`}>
              <time dateTime={new Date(event.at).toISOString()}>{clockTime(event.at)}</time>
              <button
                type="button"
                class="link link--plain"
                onClick={() => address.go({ cart: event.handle })}
              >
                <Handle of={event.handle} />
              </button>
              <span>{told(event, shop?.products ?? [])}</span>
            </li>
          ))}
        </ol>
      </Scroll>
    </Panel>
  );
}

/** Whether a text is in an event as it is told, or in the cart's name in any spelling. */
export function says(event: Event, products: readonly Product[], text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") {
    return true;
  }
  const code = wanted.replaceAll(/[-·\s]/g, "");
  return (
    (code !== "" && event.handle.includes(code)) ||
    told(event, products).toLowerCase().includes(wanted)
  );
}

/** An event in words, without the cart. */
export function told({ kind, page, item }: Event, products: readonly Product[]): string {
  const what = item === undefined ? "" : titleOf(products, item);
  switch (kind) {
    case "joined":
      return page ? `came to ${page}` : "came";
    case "moved":
      return page ? `went to ${page}` : "went to another page";
    case "added":
      return `added ${what}`;
    case "removed":
      return `removed ${what}`;
    case "checkout":
      return "began the checkout";
    case "purchased":
      return what ? `bought ${what}` : "placed an order";
    case "left":
      return "left";
  }
}
