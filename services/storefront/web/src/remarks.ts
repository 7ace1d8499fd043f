// What is worth saying aloud when the cart changes.
import { type Basket, news } from "./basket";
import { holds, type Item, nameOf } from "./cart";
import { newsText } from "./news";
import { BOUGHT_ALREADY, soldOutWhileAdding } from "./words";

export function remarks(before: Basket, after: Basket): string[] {
  if (!before.cart || (before.cart === after.cart && before.base === after.base)) {
    return [];
  }
  const was = new Map(before.cart.items.map((item) => [item.id, item]));
  const is = new Map(after.cart?.items.map((item) => [item.id, item]));
  const added = ownAdded(before, after).filter((item) => !item.outOfStock);
  const gone = [...was.values()].filter((item) => !is.has(item.id) && before.own.has(item.id));
  return [
    ...added.map((item) => `${nameOf(item)} is in your cart.`),
    ...gone.map((item) => `${nameOf(item)} is out of your cart.`),
    ...[...is.values()].filter((item) => soldOut(item, was.get(item.id))).map(regret),
    ...tooLate(before, after),
    ...told(before, after),
  ];
}

/** What sold out while the shopper added it. */
export function tooLate(before: Basket, after: Basket): string[] {
  return ownAdded(before, after)
    .filter((item) => item.outOfStock)
    .map((item) => soldOutWhileAdding(nameOf(item)));
}

function ownAdded(before: Basket, after: Basket): Item[] {
  const added = after.cart?.items.filter((item) => !holds(before.cart, item.id)) ?? [];
  return before.cart ? added.filter((item) => before.own.has(item.id)) : [];
}

function soldOut(item: Item, before: Item | undefined): boolean {
  return item.outOfStock && before?.outOfStock === false;
}

function regret(item: Item): string {
  return `${nameOf(item)} in your cart has sold out.`;
}

function told(before: Basket, after: Basket): string[] {
  if (after.boughtElsewhere && !before.boughtElsewhere) {
    return [BOUGHT_ALREADY];
  }
  const text = newsText(news(after));
  return text !== "" && text !== newsText(news(before)) ? [text] : [];
}
