import { describe, expect, test } from "vitest";
import * as basket from "./basket";
import { type Cart, cartOf } from "./cart";
import { cart } from "./cart.fake";
import { newsText } from "./news";

const of = (version: number, ids: number[], out: number[] = []) =>
  cartOf(cart(version, ids, out)) as Cart;
const ids = (b: basket.Basket) => b.cart?.items.map((item) => item.id);
const told = (b: basket.Basket) => newsText(basket.news(b));
const begun = basket.arrived(basket.joined(basket.EMPTY), of(5, [1]));

describe("versions", () => {
  test("the last cart that came is what is shown", () => {
    expect(ids(basket.arrived(begun, of(6, [1, 2])))).toEqual([1, 2]);
    expect(ids(basket.arrived(begun, of(4, [3])))).toEqual([3]);
  });

  test("an equal version is drawn: an item may have sold out", () => {
    const next = basket.arrived(begun, of(5, [1], [1]));
    expect(next.cart?.items[0]?.outOfStock).toBe(true);
  });

  test("the first cart of a join is the truth, whatever its version", () => {
    const next = basket.arrived(basket.joined(basket.lost(begun)), of(2, [3]));
    expect(ids(next)).toEqual([3]);
  });
});

describe("a shop that lost its last second", () => {
  const lost = "The shop had trouble and lost your last change:";

  test("what it lost is named, within a join and at the next", () => {
    const within = basket.arrived(basket.arrived(begun, of(6, [1, 2])), of(5, [1]));
    expect(told(within)).toBe("");
    const next = basket.arrived(within, of(6, [1, 3]));
    expect(told(next)).toBe("Updated in another tab: + Tideline 7");
    const added = basket.answered(basket.asked(begun, 2, "add"), 2, of(6, [1, 2]));
    expect(told(basket.arrived(added, of(5, [1])))).toBe(`${lost} − Tideline 6.5`);
    const rejoined = basket.arrived(basket.joined(basket.lost(added)), of(5, [1]));
    expect(told(rejoined)).toBe(`${lost} − Tideline 6.5`);
  });

  test("a lost removal is named, too", () => {
    const removed = basket.answered(basket.asked(begun, 1, "remove"), 1, of(6, []));
    expect(told(basket.arrived(removed, of(5, [1])))).toBe(`${lost} + Tideline 6`);
  });

  test("it is old news once the shopper goes on, and after the next join", () => {
    const back = basket.arrived(basket.joined(begun), of(4, []));
    expect(told(back)).not.toBe("");
    const on = basket.answered(basket.asked(back, 1, "add"), 1, of(5, [1]));
    expect(told(on)).toBe("");
    expect(told(basket.arrived(on, of(6, [1, 2])))).toBe("Updated in another tab: + Tideline 6.5");
    expect(told(basket.arrived(basket.joined(back), of(4, [])))).toBe("");
  });
});

describe("what other tabs did", () => {
  test("it is told from the cart that this tab last had a part in_seed53_54", () => {
    const once = basket.arrived(begun, of(6, [1, 2]));
    expect(told(once)).toBe("Updated in another tab: + Tideline 6.5");
    const twice = basket.arrived(once, of(7, [2]));
    expect(told(twice)).toBe("Updated in another tab: + Tideline 6.5, − Tideline 6");
    expect(told(basket.arrived(twice, of(8, [1])))).toBe("");
  });

  test("the first cart is no news, and neither is the first after a gap", () => {
    expect(told(begun)).toBe("");
    expect(told(basket.arrived(basket.joined(begun), of(9, [2, 3])))).toBe("");
  });

  test("own changes are no news, whether the reply or another tab's change tells of them", () => {
    const asking = basket.asked(begun, 2, "add");
    expect(told(basket.answered(asking, 2, of(6, [1, 2])))).toBe("");
    const overtaken = basket.arrived(asking, of(7, [1, 2, 3]));
    expect(told(overtaken)).toBe("Updated in another tab: + Tideline 7");
    const answered = basket.answered(overtaken, 2, of(7, [1, 2, 3]));
    expect(ids(answered)).toEqual([1, 2, 3]);
    expect(told(answered)).toBe("Updated in another tab: + Tideline 7");
  });

  test("a change that was given up for lost and came after all is no news", () => {
    const late = basket.timedOut(basket.asked(begun, 2, "add"), 2);
    expect(told(basket.arrived(late, of(6, [1, 2])))).toBe("");
  });

  test("what was refused and then done by another tab is news", () => {
    const no = basket.refused(basket.asked(begun, 2, "add"), 2, "cart_full");
    expect(told(basket.arrived(no, of(6, [1, 2])))).toBe("Updated in another tab: + Tideline 6.5");
  });

  test("asking for something puts the news away", () => {
    const next = basket.asked(basket.arrived(begun, of(6, [1, 2])), 1, "remove");
    expect(told(next)).toBe("");
  });
});

describe("what was bought", () => {
  const boughtAt = (version: number, ids: number[], bought: number) =>
    cartOf(cart(version, ids, [], bought)) as Cart;

  test("it is told as that, and not as taken out", () => {
    const next = basket.arrived(begun, boughtAt(6, [], 5));
    expect([next.boughtElsewhere, told(next)]).toEqual([true, ""]);
    const later = basket.arrived(begun, boughtAt(7, [2], 5));
    expect([later.boughtElsewhere, told(later)]).toEqual([true, ""]);
  });

  test("it is told after a gap, too", () => {
    const away = basket.joined(basket.lost(begun));
    expect(basket.arrived(away, boughtAt(6, [], 5)).boughtElsewhere).toBe(true);
    expect(basket.arrived(away, boughtAt(6, [], 4)).boughtElsewhere).toBe(false);
  });

  test("what was bought before this page is no news, nor what was taken out since", () => {
    const first = basket.arrived(basket.joined(basket.EMPTY), boughtAt(6, [1], 5));
    expect(first.boughtElsewhere).toBe(false);
    const next = basket.arrived(first, boughtAt(7, [], 5));
    expect([next.boughtElsewhere, told(next)]).toEqual([
      false,
      "Updated in another tab: − Tideline 6",
    ]);
  });

  test("a cart of which nothing was bought is none that was, whatever its version", () => {
    const none = basket.arrived(basket.joined(basket.EMPTY), of(0, []));
    expect(basket.arrived(none, of(1, [1])).boughtElsewhere).toBe(false);
  });
});

describe("asking", () => {
  test("an answer settles it", () => {
    const asking = basket.asked(begun, 2, "add");
    expect(basket.isPending(asking, 2)).toBe(true);
    const done = basket.answered(asking, 2, of(6, [1, 2]));
    expect(basket.isPending(done, 2)).toBe(false);
    expect(done.own.size).toBe(0);
  });

  test("a refusal is marked until it is forgotten", () => {
    const no = basket.refused(basket.asked(begun, 2, "add"), 2, "cart_full");
    expect(no.asks.get(2)?.failed).toBe("cart_full");
    expect(basket.isPending(no, 2)).toBe(false);
    expect(basket.forgotten(no, 2).asks.size).toBe(0);
  });

  test("what the server no longer had goes here too", () => {
    const gone = basket.refused(basket.asked(begun, 1, "remove"), 1, "not_found");
    expect(ids(gone)).toEqual([]);
    expect(told(gone)).toBe("");
  });

  test("no answer is one thing, never sent another", () => {
    const sent = basket.timedOut(basket.asked(begun, 2, "add"), 2);
    expect(sent.asks.get(2)?.failed).toBe("timeout");
    const kept = basket.timedOut(basket.asked(basket.lost(begun), 2, "add"), 2);
    expect(kept.asks.get(2)?.failed).toBe("offline");
  });

  test("the first cart after a gap settles what was under way", () => {
    const asking = basket.asked(basket.asked(begun, 2, "add"), 1, "remove");
    const back = basket.arrived(basket.joined(basket.lost(asking)), of(6, [1, 2]));
    expect(back.asks.get(2)).toBeUndefined();
    expect(back.asks.get(1)?.failed).toBe("timeout");
  });

  test("what waited for the join is still under way after its first cart", () => {
    const waiting = basket.asked(basket.lost(begun), 2, "add");
    const back = basket.arrived(basket.joined(waiting), of(6, [1]));
    expect(basket.isPending(back, 2)).toBe(true);
    expect(told(basket.answered(back, 2, of(7, [1, 2])))).toBe("");
  });
});
