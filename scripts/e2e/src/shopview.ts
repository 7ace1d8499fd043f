import type { Page } from "playwright-core";
import { expect } from "vitest";
import { look } from "./looks";

/** Looks at a page of the shop, which must not be wider than the narrowest phone. */
export async function see(page: Page, name: string): Promise<void> {
  await look(page, `shop-${name}`, [320, 1280]);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBe(320);
  await page.setViewportSize({ width: 1280, height: 800 });
}
