// A page in light and dark, on a phone and on a desk: kept as pictures to look
// at, and checked for what keeps people from using it.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { output } from "./repository";
import { step } from "./step";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const rules: RunOptions = {
  runOnly: {
    type: "tag",
    values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  },
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations"],
};

/** A phone, and a desk. */
const WIDTHS = [360, 1280];

/** Looks at a page in a state that has a name; every violation fails the test. */
export async function look(page: Page, name: string, widths = WIDTHS): Promise<void> {
  mkdirSync(output, { recursive: true });
  await page.bringToFront();
  await page.evaluate(axe);
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of widths) {
      const view = `${name}-${colorScheme}-${width}`;
      await step(view, async () => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(still);
        await picture(page, join(output, `${view}.png`));
        expect(await page.evaluate(violations, rules), view).toEqual([]);
      });
    }
  }
}

/** Chromium now and then owes a picture; asked once more it gives it. */
async function picture(page: Page, path: string): Promise<void> {
  const options = { path, fullPage: true, timeout: 20_000 };
  await page.screenshot(options).catch(() => page.screenshot(options));
}

/** Returns when nothing on the page moves any more but what moves for ever. Runs in the page. */
async function still(): Promise<void> {
  const finite = document
    .getAnimations()
    .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
  await Promise.allSettled(finite.map((animation) => animation.finished));
}

/** What axe finds, a line for each element. Runs in the page. */
async function violations(rules: RunOptions): Promise<string[]> {
  const { axe } = window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } };
  const found = await axe.run(rules);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}
