// An open page of the shop, used as a shopper does.
import type { BrowserContext, Page, WebSocketRoute } from "playwright-core";
import { expect } from "vitest";

export interface Size {
  readonly level: string;
  readonly word: string;
  readonly disabled: boolean;
}

export interface Line {
  readonly item: number;
  readonly state: string;
  readonly struck: boolean;
}

export class Tab {
  readonly page: Page;

  /** How often a page was loaded in it. */
  loads = 0;

  private constructor(page: Page) {
    this.page = page;
    page.on("load", () => this.loads++);
  }

  static async open(person: BrowserContext, url: string): Promise<Tab> {
    const tab = new Tab(await person.newPage());
    await tab.page.goto(url);
    return tab;
  }

  /** Opens a page whose messages to the shop can be kept back. */
  static async slow(person: BrowserContext, url: string): Promise<[Tab, Brake]> {
    const tab = new Tab(await person.newPage());
    const brake = new Brake();
    await tab.page.routeWebSocket(/product_socket/, (page) => brake.between(page));
    await tab.page.goto(url);
    return [tab, brake];
  }

  /** The id of the cart, which is the shopper's secret. */
  async secret(): Promise<string> {
    return (await this.page.getAttribute("body", "data-cart-id")) ?? "";
  }

  async add(item: number): Promise<void> {
    await this.click(`.size-container__entry[value="${item}"]`);
  }

  async remove(item: number): Promise<void> {
    await this.click(`.cart-item__remove[value="${item}"]`);
  }

  async undo(): Promise<void> {
    await this.click(".cart__undo");
  }

  /** Clicks with the tab before the others: a browser draws what is behind only now and then. */
  async click(selector: string): Promise<void> {
    await this.page.bringToFront();
    await this.page.click(selector);
  }

  /** What it says of other tabs; empty where it says nothing. */
  async news(): Promise<string> {
    const news = this.page.locator(".cart__news");
    return (await news.isVisible()) ? ((await news.textContent()) ?? "") : "";
  }

  /** What it complains of. */
  async complaint(): Promise<string> {
    const toast = this.page.locator("#toast");
    return (await toast.isVisible())
      ? ((await toast.locator(".toast__text").textContent()) ?? "")
      : "";
  }

  /** Waits until the cart has these items. */
  async holds(...items: readonly number[]): Promise<void> {
    await expect.poll(async () => (await this.lines()).map((line) => line.item)).toEqual(items);
  }

  /** Makes these the items of the cart, whatever is in it. */
  async only(...items: readonly number[]): Promise<void> {
    const held = (await this.lines()).map((line) => line.item);
    for (const item of held.filter((item) => !items.includes(item))) {
      await this.remove(item);
    }
    for (const item of items.filter((item) => !held.includes(item))) {
      await this.add(item);
    }
    await this.holds(...items);
  }

  async lines(): Promise<Line[]> {
    return this.page.locator(".cart-item").evaluateAll((lines) =>
      lines.map((line) => ({
        item: Number((line as HTMLElement).dataset["itemId"]),
        state: line.querySelector(".cart-item__state")?.textContent ?? "",
        struck:
          getComputedStyle(line.querySelector(".cart-item__name") ?? line).textDecorationLine ===
          "line-through",
      })),
    );
  }

  /** The sizes of a product, by item; empty before its release. */
  async sizes(product: number): Promise<Record<string, Size>> {
    const buttons = this.page.locator(
      `.product-listing[data-product-id="${product}"] > .size-container .size-container__entry`,
    );
    const sizes = await buttons.evaluateAll((all) =>
      (all as HTMLButtonElement[]).map((button) => [
        button.value,
        {
          level: /--level-(\w+)/.exec(button.className)?.[1] ?? "",
          word: button.querySelector(".entry__state")?.textContent ?? "",
          disabled: button.getAttribute("aria-disabled") === "true",
        },
      ]),
    );
    return Object.fromEntries(sizes) as Record<string, Size>;
  }

  /** All that the page says of a product. */
  async text(product: number): Promise<string> {
    const listing = `.product-listing[data-product-id="${product}"]`;
    return (await this.page.textContent(listing)) ?? "";
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

/** Keeps back what a page asks of the shop. */
export class Brake {
  #held: (() => void)[] | undefined;

  between(page: WebSocketRoute): void {
    const shop = page.connectToServer();
    page.onMessage((frame) => {
      const pass = () => shop.send(frame);
      if (this.#held && String(frame).includes("_item")) {
        this.#held.push(pass);
      } else {
        pass();
      }
    });
  }

  pull(): void {
    this.#held = [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const pass of held) {
      pass();
    }
  }
}
