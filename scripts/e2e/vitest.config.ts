import { defineConfig } from "vitest/config";

// One file after another: they share two cores and one Chromium. Everything
// waits for its condition, with patience for a machine that does more than this.
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: "src/chromium.setup.ts",
    pool: "forks",
    fileParallelism: false,
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000, interval: 25 } },
    disableConsoleIntercept: true,
  },
});
