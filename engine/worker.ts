import type { Bell } from "./bell.ts";
import type { Connections } from "./connection.ts";
import type { Leases } from "./lease.ts";
import type { Ports } from "./ports.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store/open.ts";

/** What every flow of the engine works with. */
export interface Worker {
  readonly settings: Settings;
  readonly store: Store;
  readonly leases: Leases;
  readonly connections: Connections;
  readonly ports: Ports;
  /** Rung when a pull has committed something that other connections may be owed. */
  readonly bell: Bell;
}
