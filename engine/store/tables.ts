import { deskTables } from "./tables/desk.ts";
import { syncTables } from "./tables/sync.ts";
import { watchTables } from "./tables/watch.ts";
import { workTables } from "./tables/work.ts";

/** One set of tables for both dialects; the two migration folders are held against it by a test. */
export const tables = [...syncTables, ...workTables, ...deskTables, ...watchTables];
