import { useEffect } from "preact/hooks";
import { pins } from "../carts/pins";
import { EVERYTHING, type Filter, parts, type Query, without } from "../carts/query";
import { counted, money, number } from "../reading/numbers";
import { emptiness, unlisted } from "../reading/wording";
import { titleOf } from "../told/catalogue";
import { STAGES, type Stage } from "../told/stats";
import { pastSince } from "./asof";
import { Columns } from "./columns";
import type { Desk } from "./dashboard";
import { Export } from "./export";
import { UNKNOWN } from "./figure";
import { Grid } from "./grid";
import { Panel } from "./panel";
import { Handle, Money } from "./shy";
import { STAGE_NAMES } from "./stage";

/** The list of carts: search, filters, and the rows. */
export function CartsPanel({ live, address }: Desk) {
  const { query } = address.view.value;
  const key = JSON.stringify(query);
  useEffect(() => live.carts.show(query), [live, key]);
  return (
    <Panel live={live} term="list" area="carts" id="carts" tools={<Count live={live} />}>
      <search class="filters">
        <Search live={live} address={address} />
        <StageChoice live={live} address={address} />
        <Least live={live} address={address} />
        <Ages live={live} address={address} />
        <Chips live={live} address={address} />
        <div class="filters__tools">
          <Columns />
          <Export live={live} query={query} />
        </div>
      </search>
      <Pins address={address} />
      <Body live={live} address={address} />
    </Panel>
  );
}

/** How many carts the list holds, and what is in them: sums over all of them, not the seen rows. */
function Count({ live }: { live: Desk["live"] }) {
  const listing = live.carts.listing.value;
  const all = live.board.shown.value.stats?.carts;
  return (
    <p class="carts__count">
      <b id="carts-total">{listing ? number(listing.total) : UNKNOWN}</b>
      {all === undefined ? "" : ` of ${counted(all, "cart")}`}
      {listing && (
        <span class="carts__sums">
          {" · "}
          <b id="carts-tabs">{number(listing.sums.tabs)}</b> tabs ·{" "}
          <b id="carts-items">{number(listing.sums.items)}</b> items ·{" "}
          <b id="carts-value" class={pastSince(live, "shop") === undefined ? "" : "past"}>
            <Money usd={listing.sums.valueUsd} />
          </b>
        </span>
      )}
    </p>
  );
}

/** The carts that somebody wants to come back to, here or gone. */
function Pins({ address }: Pick<Desk, "address">) {
  const { cart } = address.view.value;
  return pins.value.length === 0 ? null : (
    <p class="pins">
      Pinned
      {pins.value.map((handle) => (
        <button
          key={handle}
          type="button"
          class="chip"
          aria-pressed={cart === handle}
          onClick={() => address.go({ cart: handle })}
        >
          <Handle of={handle} />
        </button>
      ))}
    </p>
  );
}

function Body({ live, address }: Desk) {
  const listing = live.carts.listing.value;
  const { query } = address.view.value;
  const set = parts(query.filter);
  const { stats } = live.board.shown.value;
  if (!listing) {
    const refused = live.state.value.kind === "live" ? live.carts.refused.value : undefined;
    return (
      <p class="nothing nothing--tall">
        {refused === undefined ? "Waiting for the carts…" : unlisted(refused)}
      </p>
    );
  }
  if (listing.total === 0 && set.length > 0) {
    return (
      <p class="nothing nothing--tall">
        No cart matches {counted(set.length, "filter")}.{" "}
        <button
          type="button"
          class="button"
          onClick={() => address.go({ query: { ...query, filter: {} } })}
        >
          Clear
        </button>
      </p>
    );
  }
  return listing.total === 0 ? (
    <p class="nothing nothing--tall">{emptiness(stats?.storefronts.length)}</p>
  ) : (
    <Grid live={live} address={address} listing={listing} />
  );
}

function filtered(query: Query, change: Partial<Filter>): Query {
  return { ...query, filter: { ...query.filter, ...change } };
}

function Search({ address }: Desk) {
  const { query } = address.view.value;
  return (
    <input
      id="search"
      type="search"
      class="filters__search"
      placeholder="Search cart, product, page"
      aria-label="Search in carts, by name, product or page"
      aria-keyshortcuts="/"
      maxLength={64}
      value={query.filter.text ?? ""}
      onInput={(event) =>
        address.adjust({ query: filtered(query, { text: event.currentTarget.value || undefined }) })
      }
    />
  );
}

function StageChoice({ address }: Desk) {
  const { query } = address.view.value;
  return (
    <select
      aria-label="Stage"
      value={query.filter.stage ?? ""}
      onChange={(event) =>
        address.go({
          query: filtered(query, { stage: (event.currentTarget.value || undefined) as Stage }),
        })
      }
    >
      <option value="">Every stage</option>
      {STAGES.map((stage) => (
        <option key={stage} value={stage}>
          {STAGE_NAMES[stage]}
        </option>
      ))}
    </select>
  );
}

const LEAST = [100, 200, 300, 500];

function Least({ address }: Desk) {
  const { query } = address.view.value;
  const { minValue } = query.filter;
  const offered = minValue === undefined || LEAST.includes(minValue) ? LEAST : [minValue, ...LEAST];
  return (
    <select
      aria-label="Least value"
      value={minValue ?? ""}
      onChange={(event) =>
        address.go({
          query: filtered(query, { minValue: Number(event.currentTarget.value) || undefined }),
        })
      }
    >
      <option value="">Any value</option>
      {offered.map((usd) => (
        <option key={usd} value={usd}>
          {usd === 1 ? "With items" : `${money(usd)} or more`}
        </option>
      ))}
    </select>
  );
}

const AGES = [
  { part: "stay", name: "On one page", minutes: [1, 5, 10, 30] },
  { part: "age", name: "Connected", minutes: [5, 15, 30, 60] },
] as const;

/** How long a cart is on its page, or connected. */
function Ages({ address }: Desk) {
  const { query } = address.view.value;
  const chosen = AGES.find(({ part }) => query.filter[part] !== undefined);
  const minutes = chosen && query.filter[chosen.part];
  const choose = (value: string) => {
    const [part, n] = value.split(" ");
    const none = { age: undefined, stay: undefined };
    address.go({ query: filtered(query, part ? { ...none, [part]: Number(n) } : none) });
  };
  return (
    <select
      aria-label="Age"
      value={chosen ? `${chosen.part} ${minutes}` : ""}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">Any age</option>
      {AGES.map(({ part, name, minutes: offered }) => (
        <optgroup key={part} label={name}>
          {[...new Set([...offered, ...(chosen?.part === part ? [minutes ?? 0] : [])])].map((n) => (
            <option key={n} value={`${part} ${n}`}>
              {name} {n}+ min
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

/** The filters that have no field of their own, each with a way out of it. */
function Chips({ live, address }: Desk) {
  const { query } = address.view.value;
  const { page, item, withItems, soldOut, node } = query.filter;
  const products = live.board.shown.value.shop?.products ?? [];
  const chip = (part: keyof Filter, text: string) => (
    <button
      key={part}
      type="button"
      class="chip"
      onClick={() => address.go({ query: { ...query, filter: without(query.filter, part) } })}
    >
      <bdi>{text}</bdi> <span aria-hidden="true">×</span>
      <span class="unseen"> – remove this filter</span>
    </button>
  );
  return (
    <>
      {withItems && chip("withItems", "With items")}
      {soldOut && chip("soldOut", "Holding what is sold out")}
      {node !== undefined && chip("node", `Storefront ${node.slice(0, 8)}`)}
      {page !== undefined && chip("page", page === "" ? "Other pages" : page)}
      {item !== undefined && chip("item", titleOf(products, item))}
      {parts(query.filter).length > 1 && (
        <button
          type="button"
          class="link"
          onClick={() => address.go({ query: { ...EVERYTHING, filter: {} } })}
        >
          Clear all
        </button>
      )}
    </>
  );
}
