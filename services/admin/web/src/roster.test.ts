import { type Channel, Presence } from "phoenix";
import { expect, test } from "vitest";
import { Figures } from "./figures";
import { Roster } from "./roster";

interface Meta {
  phx_ref: string;
  page: string | null;
  items: number[];
}
type Entries = Record<string, { metas: Meta[] }>;

/** A real Presence on a channel that is fed by hand. */
class Stage {
  readonly #heard = new Map<string, (payload: unknown) => void>();
  readonly presence: Presence;
  readonly roster: Roster;
  syncs = 0;

  constructor() {
    const channel = {
      joinRef: () => "1",
      on: (event: string, callback: (payload: unknown) => void) => this.#heard.set(event, callback),
    };
    this.presence = new Presence(channel as unknown as Channel);
    this.roster = new Roster(this.presence, () => {
      this.syncs++;
    });
  }

  state(entries: Entries): void {
    this.#heard.get("presence_state")?.(structuredClone(entries));
  }

  diff(joins: Entries, leaves: Entries): void {
    this.#heard.get("presence_diff")?.(structuredClone({ joins, leaves }));
  }
}

const meta = (phx_ref: string, page: string | null, items: number[] = []) => ({
  phx_ref,
  page,
  items,
});

test("a state, a change of both tabs and a leave are followed exactly", () => {
  const stage = new Stage();
  const [a, b] = [meta("1", "/", []), meta("2", "/checkout", [])];
  stage.state({ cart: { metas: [a, b] } });
  stage.diff(
    { cart: { metas: [meta("3", "/", [14]), meta("4", "/checkout", [14])] } },
    { cart: { metas: [a, b] } },
  );
  expect(stage.roster.snapshot()).toMatchObject({ carts: 1, tabs: 2, filled: 1 });
  expect([...stage.roster.snapshot().demand]).toEqual([[14, 1]]);

  stage.diff({}, { cart: { metas: [meta("3", "/", [14])] } });
  expect(stage.roster.snapshot()).toMatchObject({ carts: 1, tabs: 1 });
  stage.diff({}, { cart: { metas: [meta("4", "/checkout", [14])] } });
  expect(stage.roster.snapshot()).toMatchObject({ carts: 0, tabs: 0, pages: [] });
  expect(stage.syncs).toBe(4);
});

test("differences that come before the state are applied after it", () => {
  const stage = new Stage();
  stage.diff({ late: { metas: [meta("9", "/", [1])] } }, {});
  expect(stage.roster.snapshot().carts).toBe(0);
  stage.state({ early: { metas: [meta("1", "/", [1])] } });
  expect(stage.roster.snapshot().demand.get(1)).toBe(2);
});

test("a second state, as after a reconnect, leaves nothing of the first behind", () => {
  const stage = new Stage();
  stage.state({ a: { metas: [meta("1", "/", [1])] }, b: { metas: [meta("2", "/", [2])] } });
  stage.state({ b: { metas: [meta("5", "/checkout", [2])] } });
  expect(stage.roster.snapshot()).toMatchObject({
    carts: 1,
    tabs: 1,
    pages: [{ page: "/checkout", tabs: 1 }],
  });
});

test("after a thousand random differences the figures equal a count of everything", () => {
  const stage = new Stage();
  stage.state({});
  const shop = new Shop(42);
  for (let i = 0; i < 1000; i++) {
    const { joins, leaves } = shop.step();
    stage.diff(joins, leaves);
  }
  const whole = new Figures();
  for (const [key, { metas }] of Object.entries(stage.presence.state)) {
    whole.set(key, metas);
  }
  expect(stage.roster.snapshot()).toEqual(whole.snapshot());
  expect(stage.roster.snapshot().carts).toBe(shop.carts.size);
});

/** Carts that come, change, open tabs and go, the same for the same seed. */
class Shop {
  readonly carts = new Map<string, Meta[]>();
  #seed: number;
  #ref = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  step(): { joins: Entries; leaves: Entries } {
    const key = `cart${this.#below(20)}`;
    const metas = this.carts.get(key) ?? [];
    if (metas.length > 0 && this.#below(3) === 0) {
      return this.#close(key, metas);
    }
    const opened = meta(`${++this.#ref}`, ["/", "/checkout", null][this.#below(3)] ?? null, [
      this.#below(9),
    ]);
    this.carts.set(key, [...metas, opened]);
    return { joins: { [key]: { metas: [opened] } }, leaves: {} };
  }

  #close(key: string, [first, ...rest]: Meta[]): { joins: Entries; leaves: Entries } {
    if (rest.length > 0) {
      this.carts.set(key, rest);
    } else {
      this.carts.delete(key);
    }
    return { joins: {}, leaves: { [key]: { metas: first ? [first] : [] } } };
  }

  #below(n: number): number {
    this.#seed = (this.#seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((this.#seed / 2147483648) * n);
  }
}
