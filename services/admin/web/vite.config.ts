import { defineConfig } from "vitest/config";

// The binary serves the result under /admin/ with a policy that forbids inline
// script, inline style and data: addresses; nothing here may produce them.
export default defineConfig({
  base: "/admin/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { dashboard: "index.html", login: "src/login.css" } },
  },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
