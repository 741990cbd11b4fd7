import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Trouble } from "../../engine/provider.ts";
import * as hubspot from "../../engine/providers/hubspot/errors.ts";
import * as pipedrive from "../../engine/providers/pipedrive/errors.ts";
import * as salesforce from "../../engine/providers/salesforce/errors.ts";
import type { ProviderId } from "../../engine/record.ts";

/** What the sheet says that it means. */
type Expected = Pick<Trouble, "reason" | "field" | "existingId" | "retryAfterMs" | "unsure">;

/** A refusal as the CRM's contract sheet shows it: of a request (status and body) or of one row of a batch. */
interface Body extends Omit<Expected, "existingId"> {
  /** Pipedrive never names one. */
  readonly existingId?: string | null;
  readonly name: string;
  readonly source: string;
  readonly asked: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly row?: object;
}

/** What a provider's errors.ts makes of an answer. */
interface Errors {
  troubleOf(answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly write: boolean;
    readonly one?: boolean;
  }): Trouble;
  troubleOfRow?(row: object): Trouble;
}

/** One body of a contract sheet with what we make of it. */
export interface Recorded {
  readonly provider: ProviderId;
  readonly name: string;
  readonly source: string;
  readonly trouble: Trouble;
  readonly expected: Expected;
}

const errorsOf: Readonly<Record<ProviderId, Errors>> = { salesforce, hubspot, pipedrive };

export const recordedProviders = ["salesforce", "hubspot", "pipedrive"] as const satisfies readonly ProviderId[];

const fixtures: Readonly<Record<ProviderId, string>> = {
  salesforce: "errors/salesforce.json",
  hubspot: "errors/hubspot.json",
  pipedrive: "pipedrive/errors.json",
};

export const recorded: readonly Recorded[] = recordedProviders.flatMap((provider) =>
  bodiesOf(provider).map((body) => ({
    provider,
    name: body.name,
    source: body.source,
    trouble: translated(provider, body),
    expected: expectedOf(body),
  })),
);

function translated(provider: ProviderId, { asked, status, headers, body, row }: Body): Trouble {
  const errors = errorsOf[provider];
  if (row !== undefined && errors.troubleOfRow) return errors.troubleOfRow(row);
  if (status === undefined) throw new Error(`a body of ${provider} has neither a status nor a row`);
  const one = asked === "update" || asked === "delete";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return errors.troubleOf({ status, headers: headers ?? {}, body: text, write: asked !== "read", one });
}

function expectedOf({ reason, field, existingId = null, retryAfterMs, unsure }: Body): Expected {
  return { reason, field, existingId, retryAfterMs, unsure };
}

function bodiesOf(provider: ProviderId): readonly Body[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures", fixtures[provider]), "utf8"));
}
