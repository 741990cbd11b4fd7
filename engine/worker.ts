import type { Connections } from "./connections/connection.ts";
import type { Ports } from "./ports.ts";
import type { Bell } from "./rounds/bell.ts";
import type { Leases } from "./rounds/lease.ts";
import type { Settings } from "./settings.ts";
import type { Store } from "./store/open.ts";

/** What every flow of the engine works with. */
export interface Worker {
  readonly settings: Settings;
  readonly store: Store;
  readonly leases: Leases;
  readonly connections: Connections;
  readonly ports: Ports;
  /** When this process began to work. */
  readonly startedAt: number;
  /** Rung when a pull has committed something that other connections may be owed. */
  readonly bell: Bell;
}
