import { defineConfig } from "vitest/config";

// The binary serves the result under /assets/ with a policy that forbids inline
// script, inline style and data: addresses; nothing here may produce them.
export default defineConfig({
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: "src/main.ts" },
  },
  test: { include: ["src/**/*.test.ts"] },
});
