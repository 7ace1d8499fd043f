// Before all files: one Chromium that they share, gone at the end, and the
// program that changes stock.
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
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  rmSync(output, { recursive: true, force: true });
  const stock = join(output, "stock");
  execFileSync("go", ["build", "-o", stock, "./scripts/e2e/stock"], { cwd: repository });
  const browser = await chromium.launchServer({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    chromiumSandbox: process.getuid?.() !== 0, // root has none
  });
  project.provide("chromium", browser.wsEndpoint());
  project.provide("stock", stock);
  return () => browser.close();
}
