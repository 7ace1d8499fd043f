// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import checkout from "../testdata/checkout.html?raw";
import { cart } from "./cart.fake";
import { CART, find, line, loadCheckout, pass, run, selling, text, unload } from "./page.fake";
import { drop, push, server } from "./server.fake";

const buy = () => find<HTMLButtonElement>(".checkout__form button");
const waits = () => buy().getAttribute("aria-disabled") === "true";
const version = () => find<HTMLInputElement>('[name="version"]').value;
const note = () => (find(".cart__note").hidden ? "" : text(".cart__news"));
const shown = (selector: string) => !find(selector).hidden;

interface Answer {
  readonly url: string;
  readonly html: string;
  /** 200 where it is left out. */
  readonly status?: number;
}

/** What the shop answers to a form, one after the other; an error is no answer. */
let answers: (Error | Answer)[];
let sent: string[];
let assign: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  loadCheckout();
  answers = [];
  sent = [];
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: URLSearchParams }) => {
    sent.push(body.toString());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const answer = answers.shift() ?? new Error("no answer");
    if (answer instanceof Error) {
      throw answer;
    }
    const { url, html, status = 200 } = answer;
    return { url, status, ok: status < 400, text: async () => html };
  });
  assign = vi.spyOn(location, "assign").mockImplementation(() => {});
});
afterEach(unload);

const till = "http://localhost:3000/checkout";
const complete = { url: "http://localhost:3000/checkout/complete", html: "<main></main>" };

test("it joins the cart and no product_D15", async () => {
  selling([1, 2], 4);
  await run();
  expect(server.joins.map(({ topic }) => topic)).toEqual([CART]);
});

test("the till follows what the shopper does in this tab", async () => {
  selling([1, 2], 4);
  await run();
  expect([text(".till__sum"), version(), waits()]).toEqual(["2 items, $240", "4", false]);
  line(1).querySelector<HTMLElement>(".cart-item__remove")?.click();
  expect(waits()).toBe(true);
  await pass(10);
  expect([text(".till__sum"), version(), waits()]).toEqual(["1 item, $120", "5", false]);
  line(2).querySelector<HTMLElement>(".cart-item__remove")?.click();
  await pass(10);
  expect([shown(".till"), shown(".till-empty")]).toEqual([false, true]);
});

test("what another tab changed is not bought before it was looked at", async () => {
  selling([1], 4);
  await run();
  push(CART, "cart", cart(5, [1, 2]));
  expect([shown(".till__changed"), version(), waits()]).toEqual([true, "4", true]);
  buy().click();
  await pass(200);
  expect(sent).toEqual([]);
  find(".till__review").click();
  expect([shown(".till__changed"), version(), waits()]).toEqual([false, "5", false]);
  expect(note()).toBe("");
});

test("what is sold out stands in the way, named and not counted", async () => {
  selling([1, 2], 4);
  await run();
  push(CART, "cart", cart(4, [1, 2], [2]));
  expect(text(".till__blocked")).toBe("Tideline, size 6.5: Sorry, this shoe is sold out");
  expect(text(".till__sum")).toBe("1 item, $120");
  expect([buy().disabled, buy().textContent]).toEqual([true, "Some items not available"]);
  push(CART, "cart", cart(4, [1, 2]));
  expect([buy().disabled, buy().textContent, shown(".till__blocked")]).toEqual([
    false,
    "Purchase",
    false,
  ]);
});

test("a purchase is under way once, however often the button is pressed, then complete", async () => {
  selling([1, 2], 4);
  await run();
  answers = [complete];
  buy().click();
  buy().click();
  expect(text(".till__progress")).toBe("Confirming stock… Please keep this page open.");
  push(CART, "cart", cart(5, []));
  expect(note()).toBe("");
  await pass(200);
  expect(sent).toEqual(["version=4&serialized_cart=token-4"]);
  expect(assign).toHaveBeenCalledWith(complete.url);
  expect(localStorage.getItem("boughtCart")).toBe("4");
});

test("where the answer is lost it is asked for again, never for another purchase", async () => {
  selling([1, 2], 4);
  await run();
  answers = [new Error("lost"), complete];
  buy().click();
  push(CART, "cart", cart(5, []));
  await pass(200);
  expect([shown(".till"), shown(".till-empty")]).toEqual([true, false]);
  expect(text(".till__progress")).toMatch(/Checking your order… You need not buy again\.$/);
  expect(text("#announcement")).toBe("Confirming stock… Please keep this page open.");
  await pass(10_000);
  expect(sent).toEqual(Array(2).fill("version=4&serialized_cart=token-4"));
  expect(assign).toHaveBeenCalledOnce();
});

const main = "<main><h1>Checkout</h1></main>";
const noAnswers: { name: string; status?: number; html: string }[] = [
  { name: "a proxy's error", status: 502, html: "<h1>502 Bad Gateway</h1>" },
  { name: "a proxy's refusal", status: 403, html: "<h1>Forbidden</h1>" },
  { name: "too many requests", status: 429, html: main },
  { name: "the shop's own error", status: 500, html: main },
  { name: "a checkout under way", html: `<p class="notice" data-unsettled>Try again.</p>${main}` },
  { name: "no word of the purchase", html: `<p class="notice" id="notice-passing">x</p>${main}` },
];
test.each(noAnswers)("$name is no answer, and asked about again", async (answer) => {
  selling([1, 2], 4);
  await run();
  answers = [{ url: till, ...answer }, complete];
  buy().click();
  await pass(200);
  expect(text(".till__progress")).toMatch(/Checking your order… You need not buy again\.$/);
  expect(waits()).toBe(true);
  await pass(10_000);
  expect(sent).toHaveLength(2);
  expect(assign).toHaveBeenCalledWith(complete.url);
});

test("that it was bought is known although its page cannot be had", async () => {
  selling([1, 2], 4);
  await run();
  answers = [{ url: complete.url, status: 502, html: "<h1>502 Bad Gateway</h1>" }];
  buy().click();
  await pass(200);
  expect(assign).toHaveBeenCalledWith(complete.url);
});

test("a refusal is said, and the page is what the shop says it is now", async () => {
  selling([1, 2], 4);
  await run();
  const html = checkout
    .slice(checkout.indexOf("<body"))
    .replace(
      '<div class="shop">',
      '<p class="notice" role="status">Somebody was faster.</p><div class="shop">',
    )
    .replace('name="version" value="3"', 'name="version" value="6"');
  answers = [{ url: till, html }];
  server.cart = cart(6, [1, 2], [2]);
  buy().click();
  push(CART, "cart", server.cart);
  await pass(200);
  expect(text(".notice")).toBe("Somebody was faster.");
  expect(text("#announcement")).toContain("Confirming");
  expect(document.activeElement).toBe(find("#main"));
  expect(text(".till__blocked")).toContain("Tideline, size 6.5");
  await pass(5_000);
  expect(text("#announcement")).toContain("Somebody was faster.");
  expect(assign).not.toHaveBeenCalled();
});

test("an error takes the till's place", async () => {
  selling([1, 2], 4);
  await run();
  answers = [{ url: till, status: 403, html: "<main><h1>Forbidden</h1></main>" }];
  buy().click();
  await pass(200);
  expect(text("#main")).toBe("Forbidden");
  push(CART, "cart", cart(5, [1]));
  expect(text("#main")).toBe("Forbidden");
});

test("what was bought in another tab is told as that, whichever news comes first", async () => {
  selling([1, 2], 4);
  await run();
  const tell = () =>
    window.dispatchEvent(new StorageEvent("storage", { key: "boughtCart", newValue: "4" }));
  push(CART, "cart", cart(5, []));
  expect(note()).toMatch(/^Updated in another tab/);
  tell();
  expect(note()).toBe("You have bought this already.");
  expect([shown(".till-empty"), shown(".till-bought")]).toEqual([false, true]);
  find(".cart__undo").click();
  expect(assign).toHaveBeenCalledWith("/checkout/complete");
  expect(server.events).toEqual([]);

  unload();
  loadCheckout();
  selling([1, 2], 4);
  await run();
  tell();
  expect(note()).toBe("");
  push(CART, "cart", cart(5, []));
  expect(note()).toBe("You have bought this already.");
});

test("a checkout that Back brings back as it was left says that it is done", async () => {
  selling([1, 2], 4);
  await run();
  answers = [complete];
  buy().click();
  await pass(200);
  window.dispatchEvent(new Event("pagehide"));
  server.cart = cart(5, [], [], 4);
  await pass(60_000);
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(text(".till__progress")).toBe("");
  await pass(50);
  expect([shown(".till"), shown(".till-bought")]).toEqual([false, true]);
  expect(note()).toBe("You have bought this already.");
});

test("a purchase that is under way when the page is put aside is asked about on the way back", async () => {
  selling([1, 2], 4);
  await run();
  answers = [new Error("lost"), complete];
  buy().click();
  window.dispatchEvent(new Event("pagehide"));
  await pass(150);
  window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  expect(waits()).toBe(true);
  expect(text(".till__progress")).toMatch(/Checking your order/);
  await pass(10_000);
  expect(assign).toHaveBeenCalledWith(complete.url);
});

test("without a line nothing new is bought, and it is said; it comes back alone", async () => {
  selling([1, 2], 4);
  await run();
  server.down = true;
  drop();
  await pass(4_000);
  expect([shown(".till__offline"), waits()]).toEqual([false, false]);
  await pass(12_000);
  expect([shown(".till__offline"), waits(), buy().disabled]).toEqual([true, true, false]);
  buy().click();
  expect(text("#announcement")).toMatch(/^Not connected, so nothing was bought\./);
  expect(sent).toEqual([]);
  server.down = false;
  await pass(30_000);
  expect([shown(".till__offline"), waits()]).toEqual([false, false]);
  answers = [complete];
  buy().click();
  await pass(200);
  expect(assign).toHaveBeenCalledWith(complete.url);
});

test("a checkout that never had a line buys by its form", async () => {
  server.down = true;
  await run();
  await pass(10_000);
  answers = [complete];
  buy().click();
  await pass(200);
  expect(assign).toHaveBeenCalledWith(complete.url);
});
