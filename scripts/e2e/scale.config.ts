import usual from "./vitest.config.ts";

// The measurement of the dashboard in a large shop: no part of the tests, for a
// machine that does nothing else.
export default {
  ...usual,
  test: {
    ...usual.test,
    include: ["src/scale.measure.ts"],
    testTimeout: 900_000,
    hookTimeout: 300_000,
  },
};
