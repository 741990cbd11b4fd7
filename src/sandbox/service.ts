/**
 * A simulated service is a pure handler: (state, request) -> response, with the time passed in. It opens no socket and
 * reads no clock, so that the simulation can call it directly; shell.ts puts it behind HTTP.
 */
export interface ServiceRequest {
  readonly method: string;
  /** Path and query, e.g. "/crm/v3/objects/contacts?limit=100". */
  readonly path: string;
  /** Header names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Where the client reached us, e.g. "http://127.0.0.1:4001"; for links in answers. */
  readonly origin: string;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The shell answers only after this long. */
  readonly delayMs?: number;
  /** The work was done, but the connection is closed without an answer. */
  readonly drop?: boolean;
}

/** Time in ms since 1970 and randomness from a seed; the same seed gives the same world. */
export interface World {
  now(): number;
  random(): number;
}

export interface Service {
  readonly name: ServiceName;
  handle(request: ServiceRequest): ServiceResponse;
}

export type ServiceName = "salesforce" | "hubspot" | "pipedrive" | "slack" | "teams";
