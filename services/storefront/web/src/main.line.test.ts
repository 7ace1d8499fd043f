// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import { cart } from "./cart.fake";
import { CART, find, lines, load, pass, run, selling, size, text, unload, word } from "./page.fake";
import { drop, server } from "./server.fake";

beforeEach(load);
afterEach(unload);

const notice = () => (find("#line").hidden ? "" : text(".line__text"));
const toast = () => (find("#toast").hidden ? "" : text(".toast__text"));

function goDown(): void {
  server.down = true;
  drop();
}

test("a loss is mentioned after five seconds, its end for three", async () => {
  await run();
  goDown();
  await pass(4_900);
  expect(notice()).toBe("");
  await pass(200);
  expect(notice()).toBe("Reconnecting… stock may be out of date");
  expect(text("#announcement")).toBe("Reconnecting… stock may be out of date");
  expect(find(".cart__saved").hidden).toBe(false);

  server.down = false;
  await pass(12_000);
  expect(find("#line").hidden).toBe(true);
  expect(find(".cart__saved").hidden).toBe(true);
});

test("up to date is said when the page is, not when the socket is", async () => {
  await run();
  goDown();
  await pass(6_000);
  server.down = false;
  server.silent = true;
  find(".line__retry").click();
  await pass(20);
  expect(server.sockets.at(-1)?.readyState).toBe(1);
  expect(notice()).toBe("Reconnecting… stock may be out of date");
});

test("up to date is said when every topic is joined again", async () => {
  await run();
  goDown();
  await pass(6_000);
  server.down = false;
  server.mute.add("product:2");
  find(".line__retry").click();
  await pass(20);
  expect(notice()).toBe("Reconnecting… stock may be out of date");
  server.mute.clear();
  await pass(13_000);
  expect(text("#announcement")).toBe("Up to date");
});

test("a return without the cart is not called up to date", async () => {
  await run();
  goDown();
  await pass(12_000);
  server.down = false;
  server.refusals.set(CART, "unavailable");
  find(".line__retry").click();
  await pass(20);
  expect(notice()).toBe("");
});

test("a page that comes into view gets its five seconds", async () => {
  await run();
  goDown();
  await pass(40_000);
  document.dispatchEvent(new Event("visibilitychange"));
  expect(notice()).toBe("");
  await pass(5_000);
  expect(notice()).toBe("Reconnecting… stock may be out of date");
});

test("retry now does not wait for the next attempt, and keeps the keyboard on the page", async () => {
  await run();
  goDown();
  await pass(40_000);
  server.down = false;
  const attempts = server.sockets.length;
  find(".line__retry").focus();
  find(".line__retry").click();
  await pass(20);
  expect(server.sockets).toHaveLength(attempts + 1);
  expect(notice()).toBe("Up to date");
  expect(document.activeElement).toBe(find("#main"));
  await pass(3_000);
  expect(notice()).toBe("");
});

test("a short loss, or many, are not mentioned", async () => {
  await run();
  for (let i = 0; i < 10; i++) {
    goDown();
    await pass(2_000);
    server.down = false;
    await pass(11_000);
    expect([notice(), text("#announcement")]).toEqual(["", ""]);
  }
});

test("a server that falls silent is noticed by its missing heartbeat", async () => {
  await run();
  server.silent = true;
  await pass(40_000);
  expect(notice()).toBe("Reconnecting… stock may be out of date");
  server.silent = false;
  await pass(30_000);
  expect(notice()).toBe("");
});

test("the network coming back is not waited for", async () => {
  await run();
  goDown();
  await pass(40_000);
  server.down = false;
  window.dispatchEvent(new Event("online"));
  await pass(20);
  expect(notice()).toBe("Up to date");
  const sockets = server.sockets.length;
  window.dispatchEvent(new Event("online"));
  await pass(20);
  expect(server.sockets).toHaveLength(sockets);
});

test("adding while the line is down is given up after a while, and never sent", async () => {
  selling([2]);
  await run();
  goDown();
  size(1).click();
  await pass(2_900);
  expect(word(1)).toBe("Adding…");
  await pass(200);
  expect(toast()).toBe("Not connected, so nothing was changed. Try again when the shop is back.");
  server.down = false;
  await pass(20_000);
  expect(server.events).toEqual([]);
  expect(lines()).toHaveLength(1);
});

test("adding during a blink of the line is sent when it is back", async () => {
  selling([2]);
  await run();
  drop();
  size(1).click();
  await pass(500);
  expect(word(1)).toBe("In cart");
  expect([toast(), find(".cart__note").hidden]).toEqual(["", true]);
});

test("an answer lost with the line is found in the next cart", async () => {
  selling([2]);
  await run();
  server.silent = true;
  size(1).click();
  await pass(10);
  server.silent = false;
  server.cart = cart(2, [1, 2]);
  drop();
  await pass(500);
  expect(word(1)).toBe("In cart");
  expect([toast(), find(".cart__note").hidden]).toEqual(["", true]);
  await pass(20_000);
  expect(toast()).toBe("");
});

test("a question lost with the line is said to be unanswered as soon as that is known", async () => {
  selling([2]);
  await run();
  server.silent = true;
  size(1).click();
  await pass(10);
  server.silent = false;
  drop();
  await pass(500);
  expect(word(1)).toBe("Not added");
  expect(toast()).toBe("The shop did not answer. Try again.");
});

test("while the line is known to be down the cart can be read, not changed", async () => {
  selling([2]);
  await run();
  goDown();
  await pass(6_000);
  const remove = find(".cart-item__remove");
  remove.click();
  expect(toast()).toBe("Not connected, so nothing was changed. Try again when the shop is back.");
  expect(lines()).toEqual(["Tideline, Marram, size 6.5"]);
  server.down = false;
  find(".line__retry").click();
  await pass(20);
  remove.click();
  await pass(20);
  expect([lines(), toast()]).toEqual([[], ""]);
});

test("a question asked anew is not ended by the patience of the first", async () => {
  selling([2]);
  await run();
  server.silent = true;
  size(1).click();
  await pass(10);
  server.silent = false;
  drop();
  await pass(8_000);
  server.delay = 5_000;
  size(1).click();
  await pass(4_000);
  expect(word(1)).toBe("Adding…");
  await pass(1_010);
  expect(word(1)).toBe("In cart");
});

/** Presses a button; whether the browser would send its form. */
function sends(button: HTMLElement): boolean {
  let sent = false;
  const heard = (event: Event): void => {
    sent = !event.defaultPrevented;
    event.preventDefault(); // there is nobody to send it to
  };
  window.addEventListener("submit", heard);
  button.click();
  window.removeEventListener("submit", heard);
  return sent;
}

test("where no socket comes through, the forms change the cart", async () => {
  server.down = true;
  await run();
  expect(sends(size(1)), "before it is known").toBe(false);
  await pass(6_000);
  expect(notice()).toBe("Reconnecting… stock may be out of date");
  expect(find(".cart__saved").hidden, "it can be changed").toBe(true);
  expect(sends(size(1))).toBe(true);
  expect(sends(find(".cart-item__remove"))).toBe(true);
  server.down = false;
  find(".line__retry").click();
  await pass(20);
  goDown();
  await pass(6_000);
  expect(sends(size(1)), "once there was a socket").toBe(false);
});

test("what sold out is taken out by the rendered form's word until there is a cart", async () => {
  server.mute.add(CART);
  const form = find<HTMLFormElement>(".cart__clear");
  form.hidden = false;
  form.insertAdjacentHTML("afterbegin", '<input type="hidden" name="item_id" value="2">');
  await run();
  find(".cart__clear button").click();
  server.mute.clear();
  server.cart = cart(1, [2]);
  drop();
  await pass(2_500);
  expect(server.events).toEqual([["remove_item", { item_id: 2 }]]);
});
