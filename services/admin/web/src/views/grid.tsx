import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Listing, Slot } from "../carts/order";
import { counted } from "../reading/numbers";
import { shown } from "./cells";
import type { Desk } from "./dashboard";
import { useHeight } from "./height";
import { useNarrow } from "./narrow";
import { Heads, Row } from "./rows";

const ROW = 36;
const CARD = 76;
/** Rows drawn beyond what is seen. */
const BEYOND = 6;
const KEYS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
};

/**
 * The rows of the list. Only those that are seen exist; the height of the rest
 * is kept free. The focus stays with a cart, not with a place.
 */
export function Grid({ live, address, listing }: Desk & { listing: Listing }) {
  const box = useRef<HTMLDivElement>(null);
  const height = useNarrow() ? CARD : ROW;
  const [first, scrollTo] = useState(0);
  const [scrolled, isScrolled] = useState(false);
  const [focused, focus] = useState<string | undefined>();
  const inside = useRef({ hover: false, focus: false });
  const seen = Math.ceil(useHeight(box) / height);
  const read = () => live.carts.reading(inside.current.hover || inside.current.focus || scrolled);
  const at = (top: number) => {
    const row = Math.max(0, Math.floor(top / height));
    live.carts.see(row, seen + BEYOND);
    live.board.scrolled();
    scrollTo(row);
    isScrolled(top > 0);
  };
  useEffect(read, [scrolled]);
  useLayoutEffect(() => {
    box.current?.scrollTo(0, 0);
    at(0);
  }, [listing.edition]);
  useEffect(() => live.carts.see(first, seen + BEYOND), [live, first, seen]);
  const drawn = useDrawn(listing, first - BEYOND, first + seen + BEYOND, focused);
  useLayoutEffect(() => {
    if (inside.current.focus && document.activeElement === document.body) {
      box.current?.focus({ preventScroll: true }); // its row is no more
    }
  });
  const entered = (what: "hover" | "focus", on: boolean) => {
    inside.current[what] = on;
    read();
  };
  const move = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    if (by !== undefined) {
      event.preventDefault();
      const from = drawn.find(({ slot }) => slot.row.handle === focused)?.index ?? first - by;
      const next = listing.slots[from + by - listing.offset] ?? edge(listing, from, by);
      reach(box.current, next ? listing.offset + listing.slots.indexOf(next) : from, height);
      focus(next?.row.handle ?? focused);
      requestAnimationFrame(() => rowOf(box.current, next?.row.handle)?.focus());
    } else if (event.key === "Enter" && focused) {
      address.go({ cart: focused });
    }
  };
  const tab = drawn.find(({ slot }) => slot.row.handle === focused) ?? drawn[0];
  return (
    <div class="grid">
      <Outdated live={live} listing={listing} />
      <div
        class="grid__box"
        role="grid"
        aria-label="Carts"
        aria-rowcount={listing.total + 1}
        tabIndex={-1}
        ref={box}
        style={{
          "--columns": shown()
            .map(({ width }) => width)
            .join(" "),
        }}
        onScroll={(event) => at(event.currentTarget.scrollTop)}
        onMouseEnter={() => entered("hover", true)}
        onMouseLeave={() => entered("hover", false)}
        onFocusCapture={() => entered("focus", true)}
        onBlurCapture={() => entered("focus", false)}
        onKeyDown={move}
      >
        <Heads live={live} address={address} />
        <div class="grid__rows" role="rowgroup" style={{ height: `${listing.total * height}px` }}>
          {drawn.map(({ slot, index }) => (
            <Row
              key={slot.row.handle}
              live={live}
              address={address}
              slot={slot}
              index={index}
              top={index * height}
              tab={slot === tab?.slot}
              focus={focus}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The first or the last row that is there, for a step beyond it; none for a step from far away. */
function edge({ offset, slots }: Listing, from: number, by: number): Slot | undefined {
  const within = from >= offset && from < offset + slots.length;
  return within ? slots.at(by < 0 ? 0 : -1) : undefined;
}

function rowOf(box: HTMLElement | null, handle: string | undefined): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-handle="${handle}"]`) ?? null;
}

/** Scrolls just so far that a row is wholly seen, below the head. */
function reach(box: HTMLElement | null, index: number, height: number): void {
  const head = box?.querySelector(".grid__head")?.clientHeight ?? 0;
  if (!box) {
    return;
  }
  const above = index * height;
  const below = (index + 1) * height - (box.clientHeight - head);
  box.scrollTop = Math.min(above, Math.max(below, box.scrollTop));
}

interface Placed {
  readonly slot: Slot;
  readonly index: number;
  readonly edition: number;
}

/**
 * The rows between two places, and the one with the focus wherever it is: the
 * focus stays with its cart while somebody scrolls far away from it.
 */
function useDrawn(listing: Listing, from: number, to: number, focused: string | undefined) {
  const kept = useRef<Placed | undefined>(undefined);
  const { edition, offset } = listing;
  const placed = listing.slots.map((slot, i) => ({ slot, index: offset + i, edition }));
  const ofFocus = ({ slot }: Placed) => slot.row.handle === focused;
  const beyond = ({ index }: Placed) => index < offset || index >= offset + placed.length;
  const last = [kept.current].filter((one) => one?.edition === edition && beyond(one));
  kept.current = [...placed, ...last].find((one) => one && ofFocus(one));
  const drawn = placed.filter(({ index }) => index >= from && index < to);
  return kept.current && !drawn.includes(kept.current) ? [...drawn, kept.current] : drawn;
}

function Outdated({ live, listing }: { live: Desk["live"]; listing: Listing }) {
  return listing.outdated ? (
    <button type="button" class="grid__outdated" onClick={() => live.carts.apply()}>
      New order{listing.fresh > 0 && ` · ${counted(listing.fresh, "new cart")}`} – show
    </button>
  ) : null;
}
