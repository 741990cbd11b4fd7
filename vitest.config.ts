import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/run-folder.ts",
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // A worker keeps what it has loaded and compiled for the files that come after: a third less to compute. No test
    // may leave anything behind in a module, which none of ours does: state lives in what a test made itself.
    isolate: false,
  },
});
