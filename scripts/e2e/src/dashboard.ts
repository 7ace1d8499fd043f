// The dashboard in an admin's browser.

import type { Presences } from "phoenix-1.8.16";
import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { type Cart, cartsOf, type Figures, figuresOf } from "./figures";

declare global {
  interface Window {
    readonly presence: { readonly state: Presences };
    /** Every number of shoppers that stood on the page since it is watched. */
    seen: string[];
  }
}

export class Dashboard {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Signs in through the form, and waits until the page is live. */
  static async open(person: BrowserContext, url: string, at?: Page): Promise<Dashboard> {
    const dashboard = await Dashboard.signIn(person, url, "admin", at);
    await dashboard.is("live");
    return dashboard;
  }

  /** Signs in as somebody, and waits for nothing more. */
  static async signIn(
    person: BrowserContext,
    url: string,
    name: string,
    at?: Page,
  ): Promise<Dashboard> {
    const page = at ?? (await person.newPage());
    await page.goto(`${url}/admin`);
    await page.fill("#name", name);
    await page.fill("#password", "password");
    await page.click("button");
    return new Dashboard(page);
  }

  /** Waits for a state of the connection. */
  async is(state: string): Promise<void> {
    await this.page.waitForSelector(`#connection-state[data-state="${state}"]`);
  }

  /** Waits until the three figures are those of these carts, here and in window.presence. */
  async shows(carts: readonly Cart[]): Promise<void> {
    const want = figuresOf(carts);
    await expect.poll(() => this.figures()).toEqual({ shown: want, presence: want });
  }

  async figures(): Promise<{ shown: Figures; presence: Figures }> {
    const { shown, presences } = await this.page.evaluate(read);
    return { shown, presence: figuresOf(cartsOf(presences)) };
  }

  /** Ids of the storefronts that it hears. */
  async storefronts(): Promise<string[]> {
    const names = this.page.locator('[aria-labelledby="storefronts-title"] tbody code');
    return names.evaluateAll((all) => all.map((name) => name.textContent));
  }

  /** The time by the server's clock, in milliseconds. */
  async clock(): Promise<number> {
    return Date.parse((await this.page.getAttribute(".bar__clock", "datetime")) ?? "");
  }

  /** Notes every number of shoppers that stands on the page from now on. */
  async watch(): Promise<void> {
    await this.page.evaluate(() => {
      const note = () =>
        window.seen.push(document.querySelector("#shopper-count")?.textContent ?? "");
      window.seen = [];
      note();
      const body = { childList: true, characterData: true, subtree: true };
      new MutationObserver(note).observe(document.body, body);
    });
  }

  /** The numbers noted, each once. */
  async seen(): Promise<string[]> {
    return this.page.evaluate(() => [...new Set(window.seen)]);
  }
}

/** Runs in the page. */
function read(): { shown: Figures; presences: Presences } {
  const text = (root: ParentNode, selector: string) =>
    root.querySelector(selector)?.textContent ?? "";
  const whole = (value: string) => Number(value.replaceAll(",", ""));
  const rows = [...document.querySelectorAll("#shoppers-by-page > .target tbody tr")];
  const counts = [...document.querySelectorAll(".admin-item-cart-count")];
  return {
    shown: {
      carts: whole(text(document, "#shopper-count")),
      pages: rows.map((row) => [text(row, "bdi"), whole(text(row, "td"))] as const),
      demand: counts
        .map(
          (cell) =>
            [
              Number(cell.id.replace("admin-item-cart-count-", "")),
              whole(cell.textContent),
            ] as const,
        )
        .filter(([, carts]) => carts !== 0),
    },
    presences: window.presence.state,
  };
}
