import { whySuite } from "../contracts/engine-why.ts";
import { emptyDatabases } from "../fakes/empty-databases.ts";

whySuite("SQLite", () => undefined);
whySuite("PostgreSQL", emptyDatabases());
