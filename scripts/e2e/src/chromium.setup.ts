// Before all files: one Chromium that they share, gone at the end, and the
// programs that change stock and fill a shop.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { output, repository } from "./repository";

declare module "vitest" {
  interface ProvidedContext {
    /** Where Chromium listens for its clients. */
    readonly chromium: string;
    /** The program that changes stock. */
    readonly stock: string;
    /** The program that fills a shop with carts. */
    readonly crowd: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  rmSync(output, { recursive: true, force: true });
  const programs = ["./scripts/e2e/stock", "./scripts/e2e/crowd"];
  execFileSync("go", ["build", "-o", `${output}/`, ...programs], { cwd: repository });
  const browser = await chromium.launchServer({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    // It keeps the pages that one leaves, as those of shoppers do.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    chromiumSandbox: process.getuid?.() !== 0, // root has none
  });
  project.provide("chromium", browser.wsEndpoint());
  project.provide("stock", join(output, "stock"));
  project.provide("crowd", join(output, "crowd"));
  return () => browser.close();
}
