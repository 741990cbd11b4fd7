#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything else is loaded: static imports would run first. This file itself is compiled anew each time: keep it short.
enableCompileCache();

const { run } = await import("./run.ts");
await run(process.argv.slice(2), process.env, {
  slack: () => import("../bots/slack/index.ts"),
  teams: () => import("../bots/teams/index.ts"),
  sandbox: () => import("./sandbox/index.ts"),
});
