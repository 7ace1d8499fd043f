// What is looked at stands in the page's address, so that it can be shared and
// Back undoes it.
import { signal } from "@preact/signals";
import { STAGES } from "../told/stats";
import { COLUMNS, EVERYTHING, type Filter, type Query } from "./query";

/** What the address says. */
export interface View {
  readonly query: Query;
  /** The cart in the drawer, by its handle. */
  readonly cart: string | undefined;
  /** For a screen on the wall: large, and nothing to press. */
  readonly wall: boolean;
}

export function viewOf(search: string): View {
  const params = new URLSearchParams(search);
  const [order = "", sort = ""] = /^(-?)(.*)$/.exec(params.get("sort") ?? "")?.slice(1) ?? [];
  const column = COLUMNS.find((name) => name === sort);
  return {
    query: {
      filter: filterOf(params),
      sort: column ?? EVERYTHING.sort,
      desc: column ? order === "-" : EVERYTHING.desc,
    },
    cart: /^[0-9a-f]{8,64}$/.exec(params.get("cart") ?? "")?.[0],
    wall: params.get("wall") === "1",
  };
}

function filterOf(params: URLSearchParams): Filter {
  return {
    stage: STAGES.find((stage) => stage === params.get("stage")),
    page: params.get("page") ?? undefined,
    item: whole(params.get("item")),
    text: params.get("q") || undefined,
    minValue: whole(params.get("min")),
    withItems: params.get("with") === "items" || undefined,
    soldOut: params.get("with") === "sold-out" || undefined,
    node: params.get("node") || undefined,
  };
}

function whole(value: string | null): number | undefined {
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** The query part of the address, empty where all is as it is at first. */
export function searchOf({ query, cart, wall }: View): string {
  const { stage, page, item, text, minValue, withItems, soldOut, node } = query.filter;
  const params = new URLSearchParams();
  const set = (name: string, value: string | number | undefined) =>
    value === undefined || params.set(name, String(value));
  set("stage", stage);
  set("page", page);
  set("item", item);
  set("q", text || undefined);
  set("min", minValue);
  set("with", soldOut ? "sold-out" : withItems ? "items" : undefined);
  set("node", node);
  if (query.sort !== EVERYTHING.sort || query.desc !== EVERYTHING.desc) {
    set("sort", `${query.desc ? "-" : ""}${query.sort}`);
  }
  set("cart", cart);
  set("wall", wall ? 1 : undefined);
  const search = params.toString();
  return search === "" ? "" : `?${search}`;
}

export class Address {
  readonly view = signal<View>(viewOf(location.search));
  #depth = 0;

  constructor() {
    addEventListener("popstate", (event) => {
      this.#depth = typeof event.state === "number" ? event.state : 0;
      this.view.value = viewOf(location.search);
    });
  }

  /** Goes to another view; Back returns from it. */
  go(change: Partial<View>): void {
    this.view.value = { ...this.view.peek(), ...change };
    history.pushState(++this.#depth, "", this.#address());
  }

  /** Changes the view in place, as while somebody types. */
  adjust(change: Partial<View>): void {
    this.view.value = { ...this.view.peek(), ...change };
    history.replaceState(this.#depth, "", this.#address());
  }

  /** Leaves a view that go went to; or in place, where the page was opened in it. */
  leave(change: Partial<View>): void {
    if (this.#depth > 0) {
      history.back();
    } else {
      this.adjust(change);
    }
  }

  #address(): string {
    return `${location.pathname}${searchOf(this.view.peek())}`;
  }
}
