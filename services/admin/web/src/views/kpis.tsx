import type { ComponentChildren } from "preact";
import { EVERYTHING, type Query, sameQuery } from "../carts/query";
import type { Live } from "../line/live";
import { MEANINGS, type Term } from "../reading/definitions";
import { number, signed } from "../reading/numbers";
import { missingOf } from "../told/fleet";
import { change, type Series, seriesOf, spanOf } from "../told/history";
import { SPAN } from "../told/picture";
import type { Stats } from "../told/stats";
import { AsOf, pastSince, type Source } from "./asof";
import type { Desk } from "./dashboard";
import { Definition } from "./definition";
import { UNKNOWN } from "./figure";
import { Press, Unseen } from "./press";
import { reveal } from "./reveal";
import { Money } from "./shy";
import { Sparkbars, Sparkline } from "./sparkline";

/** The carts behind each figure: exactly those that it counts. */
export const BEHIND = {
  carts: EVERYTHING,
  tabs: { filter: {}, sort: "tabs", desc: true },
  items: { filter: { withItems: true }, sort: "items", desc: true },
  value: { filter: { withItems: true }, sort: "value_usd", desc: true },
  checkout: { filter: { stage: "checkout" }, sort: "since", desc: true },
} as const satisfies Readonly<Record<string, Query>>;

export function Kpis({ live, address }: Desk) {
  const { stats, history } = live.board.shown.value;
  const span = spanOf(history, live.moment, LEAST, SPAN);
  const series = seriesOf(history, stats, live.moment, span);
  const about = isApproximate(live) ? "≈ " : "";
  const show = (query: Query) => {
    address.go({ query, cart: undefined });
    reveal("list-title");
  };
  const of = (term: keyof typeof BEHIND, line?: Line) => ({
    live,
    term,
    about,
    line: line && { series, line },
    press: () => show(BEHIND[term]),
  });
  const known = stats && figuresOf(live, address, stats);
  return (
    <section class="panel panel--kpis kpis" aria-label="Totals">
      <Kpi {...of("carts", "carts")}>
        <span id="shopper-count">{known ? number(known.carts) : UNKNOWN}</span>
      </Kpi>
      <Kpi {...of("tabs", "tabs")}>{known ? number(known.tabs) : UNKNOWN}</Kpi>
      <Kpi {...of("items", "withItems")}>{known ? number(known.items) : UNKNOWN}</Kpi>
      <Kpi {...of("value", "value")}>{known ? <Money usd={known.value} /> : UNKNOWN}</Kpi>
      <Kpi {...of("checkout", "checkout")}>{known ? number(known.checkout) : UNKNOWN}</Kpi>
      <Kpi
        live={live}
        term="sold"
        about=""
        line={{ series, line: "orders" }}
        press={() => reveal("sold-title")}
      >
        {stats?.sold ? number(stats.sold.lately.count) : UNKNOWN}
      </Kpi>
    </section>
  );
}

type Figures = Readonly<Record<keyof typeof BEHIND, number>>;

/**
 * The figures. While they stand still, the one whose carts are listed is what
 * the list says: it was counted later, and a figure equals its carts.
 */
function figuresOf(live: Live, address: Desk["address"], stats: Stats): Figures {
  const { carts, tabs, items, valueUsd: value, stages } = stats;
  const figures = { carts, tabs, items, value, checkout: stages.checkout };
  const listing = live.carts.listing.value;
  if (!live.board.stands || !listing) {
    return figures;
  }
  const { total, sums } = listing;
  const listed = {
    carts: total,
    tabs: sums.tabs,
    items: sums.items,
    value: sums.valueUsd,
    checkout: total,
  };
  const { query } = address.view.value;
  const of = KEYS.find((term) => sameQuery(BEHIND[term], query));
  return of ? { ...figures, [of]: listed[of] } : figures;
}

const KEYS = ["carts", "tabs", "items", "value", "checkout"] as const;
/** So many minutes are drawn at least. */
const LEAST = 15;

type Line = "carts" | "tabs" | "withItems" | "value" | "checkout" | "orders";

/** What figures are made of, beside the carts. */
const FROM: Readonly<Partial<Record<Term, readonly Source[]>>> = {
  value: ["shop"],
  sold: ["sales"],
};

interface KpiProps {
  readonly live: Live;
  readonly term: Term;
  /** Stands before a figure that is not exact. */
  readonly about: string;
  readonly line: { readonly series: Series; readonly line: Line } | undefined;
  readonly press: () => void;
  readonly children: ComponentChildren;
}

function Kpi({ live, term, about, line, press, children }: KpiProps) {
  const past = ownPast(live, term) !== undefined;
  return (
    <div class={`kpi kpi--${term} ${past ? "past" : ""}`}>
      <h2 class="kpi__name">
        {MEANINGS[term].name} <Definition of={term} />
      </h2>
      <Press class="kpi__value" press={press}>
        {about && <span class="kpi__about">{about}</span>}
        {children}
        <Unseen> – show these</Unseen>
      </Press>
      <p class="kpi__note">
        <Note live={live} term={term} line={line} />
      </p>
      {line?.line === "orders" && <Sparkbars values={line.series.orders} tone={term} />}
      {line && line.line !== "orders" && <Sparkline values={line.series[line.line]} tone={term} />}
    </div>
  );
}

/** Minutes that a change is told over. */
const BACK = 5;

/** Since when a figure stands still for what it is made of, beside the carts. */
function ownPast(live: Live, term: Term): number | undefined {
  const from = FROM[term];
  return from && pastSince(live, ...from);
}

function Note({ live, term, line }: Pick<KpiProps, "live" | "term" | "line">) {
  const { stats } = live.board.shown.value;
  if (live.state.value.kind === "live" && ownPast(live, term) !== undefined) {
    return <AsOf live={live} from={FROM[term] ?? []} />;
  }
  if (term === "carts") {
    return <CartsNote live={live} line={line} />;
  }
  if (!stats) {
    return null;
  }
  switch (term) {
    case "items":
      return <>in {share(stats.withItems, stats.carts)} of carts</>;
    case "value":
      return stats.withItems > 0 ? (
        <>
          <Money usd={stats.valueUsd / stats.withItems} /> a cart with items
        </>
      ) : null;
    case "sold":
      return <>orders in 10 min</>;
    default:
      return <Change line={line} />;
  }
}

function CartsNote({ live, line }: Pick<KpiProps, "live" | "line">) {
  const now = live.state.value.kind === "live" && !live.board.stands;
  return now ? <Change line={line} otherwise="connected now" /> : <AsOf live={live} />;
}

function Change({ line, otherwise }: Pick<KpiProps, "line"> & { otherwise?: string }) {
  const by = line && change(line.series[line.line], BACK);
  return by === undefined ? (
    otherwise
  ) : (
    <>
      {signed(by)} in {BACK} min
    </>
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? "none" : `${Math.round((100 * part) / whole)}\u00a0%`;
}

/** Whether a storefront is missing, so that totals are about right and not exact. */
function isApproximate(live: Live): boolean {
  const { stats, lost } = live.board.shown.value;
  return missingOf(stats?.storefronts ?? [], lost, live.now.value) !== undefined;
}
