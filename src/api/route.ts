import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { Engine, ObjectName } from "../../engine/index.ts";
import type { Client } from "./gate.ts";
import type { ErrorCode } from "./refusal.ts";
import type { FieldTypes } from "./shapes.ts";

/** What the routes may ask and order. */
export interface Desk {
  readonly engine: Pick<
    Engine,
    "settings" | "records" | "overview" | "storage" | "run" | "runsAfter" | "runOutcomes" | "resultsAfter"
  >;
  readonly now: () => number;
}

/** A request that may be answered: who sent it has shown the token of a role that may. */
export interface Asked {
  /** The parts of the address that the route names, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The JSON that came with it; undefined = none. */
  readonly body: unknown;
  /** The object that the address names, and its fields; empty for routes without one. */
  readonly object: ObjectName;
  readonly types: FieldTypes;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One address, told once: it is answered by this, and the OpenAPI document is written from this. */
export interface ApiRoute {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Parts that begin with a colon are parameters; `:object` is one of the configured objects. */
  readonly path: string;
  readonly role: Client["role"];
  /** The object that it is about, where the address names none. */
  readonly object?: ObjectName;
  readonly id: string;
  readonly summary: string;
  /** Parameters of the query, by name. */
  readonly query?: z.ZodObject;
  /** Conditions on fields stand in the query, too. */
  readonly filters?: boolean;
  /** If-Match is heeded. */
  readonly versioned?: boolean;
  readonly request?: (types: FieldTypes) => z.ZodType;
  readonly answers: Readonly<Record<number, (types: FieldTypes) => z.ZodType>>;
  /** Besides those that every route may give. */
  readonly refuses: readonly ErrorCode[];
  run(asked: Asked, desk: Desk): Promise<ApiAnswer>;
}
