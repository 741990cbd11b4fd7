import { CrmError } from "../../provider.ts";
import { malformed } from "../../trouble.ts";
import { isId, isRow } from "./records.ts";

/** Query jobs of Bulk API 2.0 ("Bulk API 2.0 and Bulk API Developer Guide"). Each method is one request. */
export interface Jobs {
  /** Answers the new job's id. */
  create(soql: string): Promise<string>;
  look(id: string): Promise<{ readonly state: string; readonly found: number | null }>;
  abort(id: string): Promise<void>;
  results(id: string, locator: string | null, max: number): Promise<Part>;
}

interface Part {
  readonly csv: string;
  /** Rows in it, by the answer's own word; null = not told. */
  readonly told: number | null;
  /** null = it was the last one. */
  readonly next: string | null;
}

interface Asked {
  readonly method: "GET" | "POST" | "PATCH";
  readonly path: string;
  readonly accept: string;
  readonly body: unknown;
}

interface Answered {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Past jsforce: its own Bulk client hides the polling and breaks at the second part of the results. */
export function openJobs(root: string, send: (asked: Asked) => Promise<Answered>): Jobs {
  const jobs = `${root}/jobs/query`;
  const ask = async (method: Asked["method"], path: string, body: unknown = null) =>
    object((await send({ method, path, accept: "application/json", body })).body);
  return {
    create: async (query) => {
      const wanted = { operation: "query", query, contentType: "CSV", columnDelimiter: "COMMA", lineEnding: "LF" };
      const { id } = await ask("POST", jobs, wanted);
      if (typeof id !== "string" || !isId(id)) throw garbage("a new Bulk job has no id");
      return id;
    },
    look: async (id) => {
      const { state, numberRecordsProcessed: found } = await ask("GET", `${jobs}/${id}`);
      if (typeof state !== "string") throw garbage("a Bulk job has no state");
      return { state, found: typeof found === "number" ? found : null };
    },
    abort: async (id) => {
      await ask("PATCH", `${jobs}/${id}`, { state: "Aborted" });
    },
    results: async (id, locator, max) => {
      const from = locator === null ? "" : `&locator=${encodeURIComponent(locator)}`;
      const path = `${jobs}/${id}/results?maxRecords=${max}${from}`;
      const { headers, body } = await send({ method: "GET", path, accept: "text/csv", body: null });
      const told = Number(headers["sforce-numberofrecords"] ?? Number.NaN);
      const next = headers["sforce-locator"] ?? "null";
      // The end is told by the word "null".
      return {
        csv: body,
        told: Number.isInteger(told) ? told : null,
        next: next === "null" || next === "" ? null : next,
      };
    },
  };
}

function object(body: string): Readonly<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(body);
    if (isRow(told)) return told;
  } catch {
    // Told below.
  }
  throw garbage("the answer about a Bulk job is not an object");
}

function garbage(what: string): CrmError {
  return new CrmError(malformed(`Salesforce's answer cannot be read: ${what}`, false));
}
