import { Migration20261121000000 } from "./20261121000000.ts";
import { Migration20261121110000 } from "./20261121110000.ts";
import { Migration20261121120000 } from "./20261121120000.ts";
import { Migration20261121130000 } from "./20261121130000.ts";
import { Migration20261121140000 } from "./20261121140000.ts";
import { Migration20261121170000 } from "./20261121170000.ts";
import { Migration20261122000000 } from "./20261122000000.ts";
import { Migration20261122010000 } from "./20261122010000.ts";

/** Oldest first; a name is never changed once released. */
export const migrations = [
  Migration20261121000000,
  Migration20261121110000,
  Migration20261121120000,
  Migration20261121130000,
  Migration20261121140000,
  Migration20261121170000,
  Migration20261122000000,
  Migration20261122010000,
];
