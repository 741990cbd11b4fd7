import { describe, expect, it } from "vitest";
import { fingerprintOf } from "../../../engine/connections/fingerprint.ts";
import { NoAnswer, type Trouble } from "../../../engine/provider.ts";
import { reasonOfCategory, reasonOfProperty } from "../../../engine/providers/hubspot/codes.ts";
import * as hubspot from "../../../engine/providers/hubspot/errors.ts";
import { reasonOfCode } from "../../../engine/providers/salesforce/codes.ts";
import * as salesforce from "../../../engine/providers/salesforce/errors.ts";
import { isReasonCode } from "../../../engine/reasons.ts";
import { unanswered } from "../../../engine/trouble.ts";
import hubspotBodies from "../../fixtures/errors/hubspot.json" with { type: "json" };
import salesforceBodies from "../../fixtures/errors/salesforce.json" with { type: "json" };
import { producible } from "./producible.ts";

/** A refusal as the CRM's contract sheet shows it (`source`): of a request (status and body) or of one row. */
interface Told {
  readonly name: string;
  readonly source: string;
  readonly asked: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly row?: object;
  readonly reason: string;
  readonly field: string | null;
  readonly existingId: string | null;
  readonly retryAfterMs: number | null;
  readonly unsure: boolean;
  readonly detail?: string;
}

const suites = [
  { id: "salesforce", name: "Salesforce", errors: salesforce, bodies: salesforceBodies satisfies readonly Told[] },
  { id: "hubspot", name: "HubSpot", errors: hubspot, bodies: hubspotBodies satisfies readonly Told[] },
] as const;

function translate(errors: (typeof suites)[number]["errors"], told: Told): Trouble {
  if (told.row !== undefined) return errors.troubleOfRow(told.row);
  const body = typeof told.body === "string" ? told.body : JSON.stringify(told.body);
  const headers = Object.fromEntries(Object.entries(told.headers ?? {}).map(([name, value]) => [name, value ?? ""]));
  return errors.troubleOf({ status: told.status ?? 0, headers, body, write: told.asked !== "read" });
}

for (const { id, name, errors, bodies } of suites) {
  describe(`what ${name} says`, () => {
    it.each<Told>(bodies)("$name -> $reason", (told) => {
      const trouble = translate(errors, told);

      const { reason, field, existingId, retryAfterMs, unsure, detail = trouble.detail } = told;
      expect(trouble).toMatchObject({ reason, field, existingId, retryAfterMs, unsure, detail });
      expect(trouble.detail).not.toBe("");
    });

    it("has a reason of the catalogue for all but one in a hundred bodies", () => {
      const troubles = bodies.map((told) => translate(errors, told));

      const unknown = troubles.filter(({ reason }) => reason === "ERR_UNKNOWN" || !isReasonCode(reason));
      expect(unknown.length / troubles.length).toBeLessThan(0.01);
    });

    it("can give every reason that it may have", () => {
      const given = new Set(bodies.map((told) => translate(errors, told).reason));

      expect(producible[id].filter((reason) => !given.has(reason))).toEqual([]);
    });

    it("keeps the code and the status of each for the log", () => {
      const troubles = bodies.filter((told: Told) => told.row === undefined).map((told) => translate(errors, told));

      expect(troubles.filter(({ code, status }) => !code || !status)).toEqual([]);
    });

    it("never shows a whole web page, nor more than a few lines", () => {
      const page = `<html><body>${"x".repeat(100_000)}</body></html>`;

      const details = [page, page.slice(6)].map(
        (body) => errors.troubleOf({ status: 502, headers: {}, body, write: false }).detail,
      );

      expect(details[0]).toContain("web page");
      expect(Math.max(...details.map((detail) => detail.length))).toBeLessThan(600);
    });

    it("calls an unknown refusal unknown, keeps the words and knows it again", () => {
      const [one, other] = ["4f1c2d3e-0000-4000-8000-000000000001", "4f1c2d3e-0000-4000-8000-000000000002"].map(
        (correlationId) => {
          const body = JSON.stringify({ message: "I am a teapot", correlationId });
          return errors.troubleOf({ status: 418, headers: {}, body, write: false });
        },
      );

      expect(one).toMatchObject({ reason: "ERR_UNKNOWN", status: 418, unsure: false });
      expect(one?.detail).toContain("teapot");
      expect(other && fingerprintOf({ provider: id, ...other })).toBe(one && fingerprintOf({ provider: id, ...one }));
    });

    it("doubts a write that was sent and not answered, and nothing else", () => {
      const troubles = [
        unanswered("CRM", new NoAnswer(true, "ECONNRESET"), true),
        unanswered("CRM", new NoAnswer(true, "ETIMEDOUT"), false),
        unanswered("CRM", new NoAnswer(false, "ECONNREFUSED"), true),
      ];

      expect(troubles.map(({ reason, unsure }) => [reason, unsure])).toEqual([
        ["PROVIDER_TIMEOUT", true],
        ["PROVIDER_TIMEOUT", false],
        ["NET_BLOCKED", false],
      ]);
    });

    it("takes Retry-After in seconds", () => {
      const trouble = errors.troubleOf({ status: 429, headers: { "retry-after": "3" }, body: "", write: false });

      expect(trouble).toMatchObject({ reason: "LIMIT_BURST", retryAfterMs: 3_000 });
    });
  });
}

describe("every code that is mapped", () => {
  it.each(Object.entries(reasonOfCode))("of Salesforce: %s -> %s", (errorCode, reason) => {
    const body = JSON.stringify([{ errorCode, message: "words", fields: [] }]);

    expect(salesforce.troubleOf({ status: 400, headers: {}, body, write: true }).reason).toBe(reason);
  });

  it.each(Object.entries(reasonOfProperty))("of a property of HubSpot: %s -> %s", (code, reason) => {
    const errorsOf = [{ code, message: "words", context: { propertyName: ["industry"] } }];
    const body = JSON.stringify({ status: "error", category: "VALIDATION_ERROR", message: "m", errors: errorsOf });

    const trouble = hubspot.troubleOf({ status: 400, headers: {}, body, write: true });

    expect(trouble).toMatchObject({ reason, field: "industry", code });
  });

  it.each(Object.entries(reasonOfCategory))("of an answer of HubSpot: %s -> %s", (category, reason) => {
    const body = JSON.stringify({ status: "error", category, message: "words" });

    expect(hubspot.troubleOf({ status: 400, headers: {}, body, write: true }).reason).toBe(reason);
  });
});
