// What is worth saying aloud when the cart changes.
import { type Basket, news } from "./basket";
import { type Item, nameOf } from "./cart";
import { newsText } from "./news";

export function remarks(before: Basket, after: Basket): string[] {
  if (!before.cart || before.cart === after.cart) {
    return [];
  }
  const was = new Map(before.cart.items.map((item) => [item.id, item]));
  const is = new Map(after.cart?.items.map((item) => [item.id, item]));
  const added = [...is.values()].filter((item) => !was.has(item.id) && before.own.has(item.id));
  const gone = [...was.values()].filter((item) => !is.has(item.id) && before.own.has(item.id));
  return [
    ...added.map((item) => `${nameOf(item)} is in your cart.`),
    ...gone.map((item) => `${nameOf(item)} is out of your cart.`),
    ...[...is.values()].filter((item) => soldOut(item, was.get(item.id))).map(regret),
    ...told(before, after),
  ];
}

function soldOut(item: Item, before: Item | undefined): boolean {
  return item.outOfStock && before?.outOfStock === false;
}

function regret(item: Item): string {
  return `${nameOf(item)} in your cart has sold out.`;
}

function told(before: Basket, after: Basket): string[] {
  const text = newsText(news(after));
  return text !== "" && text !== newsText(news(before)) ? [text] : [];
}
