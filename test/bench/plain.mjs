// What the daemon of this measurement stands on: the packages that engine, bots and src load for two CRMs, Slack and
// SQLite (better-sqlite3 comes with its MikroORM package), each imported by its name, as anybody would. It writes a line
// when all is there.
//
// Nothing is added that would make it slower: it is JavaScript, so that Node strips no types; nothing is opened, read or
// listened to; only Node itself and what the packages import is loaded. There is no compile cache, because a program has
// none unless it asks for one. That our program asks for one, loads only the parts of jsforce and of HubSpot's client that
// it uses, and loads what only a call, a delivery or a migration needs after it is ready: that is what is measured.

import "@hubspot/api-client";
import "@mikro-orm/core";
import "@mikro-orm/migrations";
import "@mikro-orm/sqlite";
import "@prometheus-io/client";
import "@slack/bolt";
import "jsforce";
import "node-cron";
import "p-queue";
import "pino";
import "yaml";
import "zod";

process.stdout.write("ready\n");
