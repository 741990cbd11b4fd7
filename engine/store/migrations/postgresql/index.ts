import { Migration20261121000000 } from "./20261121000000.ts";

/** Oldest first; a name is never changed once released. */
export const migrations = [Migration20261121000000];
