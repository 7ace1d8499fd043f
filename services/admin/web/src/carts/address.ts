// What is looked at stands in the page's address, so that it can be shared and
// Back undoes it. While names of carts are hidden the address has none either:
// the entry of the browser's history knows the cart then.
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { fields, text } from "../told/json";
import { type Span, spanIn } from "../told/past";
import { STAGES } from "../told/stats";
import { COLUMNS, EVERYTHING, type Filter, type Query } from "./query";

/** What the address says. */
export interface View {
  readonly query: Query;
  /** The cart in the drawer, by its handle. */
  readonly cart: string | undefined;
  /** For a screen on the wall: large, and nothing to press. */
  readonly wall: boolean;
  /** How far the chart looks back. */
  readonly span: Span;
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
    cart: handleIn(params.get("cart")),
    wall: params.get("wall") === "1",
    span: spanIn(params.get("span")),
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
export function searchOf({ query, cart, wall, span }: View): string {
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
  set("span", span === "hour" ? undefined : span);
  const search = params.toString();
  return search === "" ? "" : `?${search}`;
}

export class Address {
  readonly view = signal<View>(current());
  readonly #hidesNames: ReadonlySignal<boolean>;

  constructor(hidesNames: ReadonlySignal<boolean>) {
    this.#hidesNames = hidesNames;
    addEventListener("popstate", () => {
      this.view.value = current();
      this.#rewrite();
    });
    effect(() => {
      hidesNames.value;
      this.#rewrite();
    });
  }

  /** A link to this view, the cart with it: it is copied, and not shown. */
  get link(): string {
    return `${location.origin}${location.pathname}${searchOf(this.view.peek())}`;
  }

  /** Goes to another view; Back returns from it. One cart in the drawer gives way to another. */
  go(change: Partial<View>): void {
    const before = this.view.peek();
    if (before.cart && change.cart && !change.query) {
      this.adjust(change);
      return;
    }
    this.view.value = { ...before, ...change };
    history.pushState(this.#entry(searchOf(before)), "", this.#address());
  }

  /** Changes the view in place, as while somebody types. */
  adjust(change: Partial<View>): void {
    this.view.value = { ...this.view.peek(), ...change };
    this.#rewrite();
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

  #rewrite(): void {
    history.replaceState(this.#entry(below()), "", this.#address());
  }

  #entry(below: string | undefined): Entry {
    const { cart } = this.view.peek();
    return { ...(below !== undefined && { below }), ...(cart && { cart }) };
  }

  #address(): string {
    const view = this.view.peek();
    const shown = this.#hidesNames.peek() ? { ...view, cart: undefined } : view;
    return `${location.pathname}${searchOf(shown)}`;
  }
}

/** What the browser's history keeps of a view, beside its address. */
interface Entry {
  /** The view that Back leads to, where it is one of this page. */
  readonly below?: string;
  readonly cart?: string;
}

function current(): View {
  const view = viewOf(location.search);
  return { ...view, cart: view.cart ?? handleIn(text(fields(history.state)?.["cart"])) };
}

function below(): string | undefined {
  const below = fields(history.state)?.["below"];
  return typeof below === "string" ? below : undefined;
}

function handleIn(value: string | null): string | undefined {
  return /^[0-9a-f]{8,64}$/.exec(value ?? "")?.[0];
}
