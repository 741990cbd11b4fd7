import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const path = require.resolve("@hubspot/api-client/lib/codegen/crm/objects/index.js");

/**
 * HubSpot's generated classes, loaded at the first call: a start need not wait for them. That they are there is known as
 * soon as this file is loaded. Loaded in one piece, so that a simulated world sees no turn more the first time than later.
 */
export function sdk(): typeof import("@hubspot/api-client/lib/codegen/crm/objects/index.js") {
  return require(path);
}
