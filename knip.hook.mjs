import { registerHooks } from "node:module";

// knip reads code through TypeScript's own API, which TypeScript 7 has no more: it gets version 5, and only it.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === "typescript" ? "typescript5" : specifier, context),
});
