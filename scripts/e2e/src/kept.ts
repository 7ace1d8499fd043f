// Pages that the browser keeps when one leaves them, and shows again on the way
// back. Ours tell it to keep none, which not every browser minds.
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";

/** To Chromium a page that a test hands on comes from no local network. */
export const handedOn: BrowserContextOptions = { permissions: ["local-network-access"] };

/** Has all pages of a person, whose pages are handed on, be kept. */
export async function keep(person: BrowserContext): Promise<void> {
  await person.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document" || route.request().method() !== "GET") {
      return route.fallback();
    }
    const response = await route.fetch({ maxRetries: 3 });
    const headers = { ...response.headers(), "cache-control": "no-cache" };
    return route.fulfill({ response, headers });
  });
}

/** Goes back to a page that was kept: which loads nothing. */
export async function backToKept(page: Page): Promise<void> {
  await page.goBack({ waitUntil: "commit" });
}
