// What the daemon of this measurement stands on, imported as anybody would. It writes a line when all is there.

import "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import "@mikro-orm/core";
import "@mikro-orm/migrations";
import "@mikro-orm/sqlite";
import "@prometheus-io/client";
import "@slack/bolt";
import "jsforce/lib/core.js";
import "node-cron";
import "p-queue";
import "pino";
import "yaml";
import "zod";

process.stdout.write("ready\n");
