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
    page: brief(params.get("page"), 256),
    item: whole(params.get("item")),
    text: params.get("q")?.slice(0, LONGEST) || undefined,
    minValue: whole(params.get("min")),
    withItems: params.get("with") === "items" || undefined,
    soldOut: params.get("with") === "sold-out" || undefined,
    node: brief(params.get("node"), 64) || undefined,
    age: whole(params.get("age")),
    stay: whole(params.get("stay")),
  };
}

const LONGEST = 256;

/** A name within so many bytes: none is longer, and the server refuses it. */
function brief(value: string | null, bytes: number): string | undefined {
  return value !== null && new TextEncoder().encode(value).length <= bytes ? value : undefined;
}

function whole(value: string | null): number | undefined {
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** The query part of the address, empty where all is as it is at first. */
export function searchOf({ query, cart, wall }: View): string {
  const { stage, page, item, text, minValue, withItems, soldOut, node, age, stay } = query.filter;
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
  set("age", age);
  set("stay", stay);
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

  constructor() {
    addEventListener("popstate", () => {
      this.view.value = viewOf(location.search);
    });
  }

  /** Goes to another view; Back returns from it. One cart in the drawer gives way to another. */
  go(change: Partial<View>): void {
    const before = this.view.peek();
    if (before.cart && change.cart && !change.query) {
      this.adjust(change);
      return;
    }
    this.view.value = { ...before, ...change };
    history.pushState({ below: searchOf(before) }, "", this.#address());
  }

  /** Changes the view in place, as while somebody types. */
  adjust(change: Partial<View>): void {
    this.view.value = { ...this.view.peek(), ...change };
    history.replaceState(history.state, "", this.#address());
  }

  /**
   * Leaves what is open: back to where it was opened, if that is the same view
   * without it. Whatever else was chosen meanwhile stays.
   */
  leave(change: Partial<View>): void {
    if (below() === searchOf({ ...this.view.peek(), ...change })) {
      history.back();
    } else {
      this.go(change);
    }
  }

  #address(): string {
    return `${location.pathname}${searchOf(this.view.peek())}`;
  }
}

/** The view that Back leads to, where it is one of this page. */
function below(): string | undefined {
  const state: unknown = history.state;
  return state instanceof Object && "below" in state && typeof state.below === "string"
    ? state.below
    : undefined;
}
