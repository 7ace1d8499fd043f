import { useEffect, useRef, useState } from "preact/hooks";
import { pin, pins, recall, remember, unpin } from "../carts/pins";
import { type Cart, cartOf, type Row, short, supportCode, type Tab } from "../carts/row";
import { clockTime } from "../line/clock";
import type { Live } from "../line/live";
import { counted, number } from "../reading/numbers";
import { preferences } from "../reading/preferences";
import { find } from "../told/catalogue";
import { told } from "./activity";
import { Age } from "./age";
import { Copy } from "./copy";
import type { Desk } from "./dashboard";
import { Guard } from "./guard";
import { Handle, Money } from "./shy";
import { StageLabel } from "./stage";

/** The cart is asked for so often. */
const LOOK = 2_000;

export function Drawer({ live, address }: Desk) {
  const { cart } = address.view.value;
  return cart === undefined ? null : (
    <Guard name="Cart">
      <CartDrawer key={cart} live={live} address={address} handle={cart} />
    </Guard>
  );
}

/** One cart in full; it stays readable after the cart has left. */
function CartDrawer({ live, address, handle }: Desk & { handle: string }) {
  const { cart, left } = useCart(live, handle);
  const close = useRef<HTMLButtonElement>(null);
  const { privacy } = preferences.value;
  const leave = () => address.leave({ cart: undefined });
  useEffect(() => {
    const before = document.activeElement;
    close.current?.focus({ preventScroll: true });
    return () => before instanceof HTMLElement && before.focus({ preventScroll: true });
  }, []);
  return (
    <aside
      class="drawer"
      aria-label={privacy ? "Cart" : `Cart ${short(handle)}`}
      onKeyDown={(event) => event.key === "Escape" && leave()}
    >
      <header class="drawer__head">
        <h2>
          Cart <Handle of={handle} />
        </h2>
        <Neighbours live={live} address={address} handle={handle} />
        <button type="button" class="button button--quiet" ref={close} onClick={leave}>
          Close
        </button>
      </header>
      <div class="drawer__tools">
        <Copy name="Copy name" text={() => handle} />
        <Copy name="Copy link" text={() => address.link} />
        <button
          type="button"
          class="button button--quiet"
          aria-pressed={pins.value.includes(handle)}
          onClick={() => (pins.peek().includes(handle) ? unpin(handle) : pin(handle, cart))}
        >
          Pin
        </button>
      </div>
      {left !== undefined && (
        <p class="drawer__left" role="status">
          This cart left, last seen at {clockTime(left)}.
        </p>
      )}
      {cart.row ? (
        <Contents live={live} row={cart.row} tabs={cart.tabs} here={left === undefined} />
      ) : (
        <p class="nothing">
          {left === undefined ? "Looking for the cart…" : "Nothing else is known of it."}
        </p>
      )}
      <Events live={live} handle={handle} />
    </aside>
  );
}

/** Follows a cart; what was known of it stays when it leaves. */
function useCart(live: Live, handle: string): { cart: Cart; left: number | undefined } {
  const listed = live.carts.listing.peek()?.slots.find((slot) => slot.row.handle === handle);
  const [cart, show] = useState<Cart>(recall(handle) ?? { row: listed?.row, tabs: [] });
  const [left, leave] = useState<number | undefined>();
  useEffect(() => {
    const look = async () => {
      const found = cartOf(await live.ask("cart", { handle }));
      if (found.row) {
        show(found);
        remember(handle, found);
      }
      leave((since) => (found.row ? undefined : (since ?? live.clock.now())));
    };
    const follow = () => void look().catch(() => undefined); // the banner says why
    follow();
    const timer = setInterval(() => {
      if (live.board.pausedAt.peek() === undefined && live.state.peek().kind === "live") {
        follow();
      }
    }, LOOK);
    return () => clearInterval(timer);
  }, [live, handle]);
  return { cart, left };
}

function Neighbours({ live, address, handle }: Desk & { handle: string }) {
  const slots = live.carts.listing.value?.slots ?? [];
  const at = slots.findIndex(({ row }) => row.handle === handle);
  const go = (to: number) => {
    const next = slots[to]?.row.handle;
    if (next) {
      address.adjust({ cart: next });
    }
  };
  return (
    <div class="drawer__walk">
      <button
        type="button"
        class="button button--quiet"
        aria-label="Previous cart"
        disabled={at <= 0}
        onClick={() => go(at - 1)}
      >
        ↑
      </button>
      <button
        type="button"
        class="button button--quiet"
        aria-label="Next cart"
        disabled={at < 0 || at === slots.length - 1}
        onClick={() => go(at + 1)}
      >
        ↓
      </button>
    </div>
  );
}

interface ContentsProps {
  readonly live: Live;
  readonly row: Row;
  readonly tabs: readonly Tab[];
  /** Whether the cart is one of those that are counted. */
  readonly here: boolean;
}

function Contents({ live, row, tabs, here }: ContentsProps) {
  const now = live.moment;
  return (
    <>
      <p class="drawer__facts">
        <StageLabel of={row.stage} /> · <Money usd={row.valueUsd} /> ·{" "}
        {counted(row.items.length, "item")}
      </p>
      <p class="drawer__facts">
        Connected <Age since={row.since} now={now} />
        {row.since !== undefined && ` (${clockTime(row.since)})`} · support code{" "}
        <code>{preferences.value.privacy ? "••••-••••" : supportCode(row.handle)}</code>
      </p>
      <h3>Items</h3>
      {row.items.length === 0 && <p class="nothing">The cart is empty.</p>}
      <ul class="lines">
        {row.items.map((id) => (
          <ItemLine key={id} live={live} id={id} here={here} />
        ))}
      </ul>
      <h3>Tabs ({row.tabs})</h3>
      <ul class="lines">
        {tabs.map((tab, i) => (
          <li key={i} class="line">
            <span class="line__name">
              {tab.page === null ? <em>Other</em> : <bdi>{tab.page}</bdi>}
              {tab.moving && <span class="line__note"> – between two pages</span>}
            </span>
            <span class="line__note">
              <Age since={tab.since} now={now} /> ·{" "}
              <code title={tab.node}>{tab.node.slice(0, 8)}</code>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function ItemLine({ live, id, here }: { live: Live; id: number; here: boolean }) {
  const { shop, stats } = live.board.shown.value;
  const found = shop && find(shop.products, id);
  const left = shop?.stock.get(id) ?? 0;
  const others = Math.max(0, (stats?.demand.get(id) ?? 0) - Number(here));
  return (
    <li class="line">
      <span class="line__name">
        {found ? `${found.product.name}, size ${found.item.size}` : `Item ${id}`}
      </span>
      <span class="line__price">{found && <Money usd={found.product.priceUsd} />}</span>
      <span class={left === 0 ? "line__note line__note--bad" : "line__note"}>
        {left === 0 ? "sold out – will fail at checkout" : `${number(left)} left`}
        {` · also in ${counted(others, "cart")}`}
      </span>
    </li>
  );
}

function Events({ live, handle }: { live: Live; handle: string }) {
  const { events, shop } = live.board.shown.value;
  const own = events.filter((event) => event.handle === handle);
  return (
    <>
      <h3>Since this page was opened</h3>
      {own.length === 0 && <p class="nothing">Nothing yet.</p>}
      <ol class="lines">
        {own.map((event) => (
          <li key={event.serial} class="line">
            <time dateTime={new Date(event.at).toISOString()}>{clockTime(event.at)}</time>
            <span class="line__note">{told(event, shop?.products ?? [])}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
