import { describe, expect, it } from "vitest";
import { NoAnswer, type Trouble } from "../../../engine/provider.ts";
import * as hubspot from "../../../engine/providers/hubspot/errors.ts";
import * as salesforce from "../../../engine/providers/salesforce/errors.ts";
import { isReasonCode } from "../../../engine/reasons.ts";
import hubspotBodies from "../../fixtures/hubspot-errors.json" with { type: "json" };
import salesforceBodies from "../../fixtures/salesforce-errors.json" with { type: "json" };

/** A refusal as the CRM's contract sheet shows it: of a request (status and body) or of one row. */
interface Told {
  readonly name: string;
  readonly reason: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly row?: object;
  readonly write?: boolean;
  /** The CRM itself says that it does not know. */
  readonly known?: boolean;
  readonly field?: string;
  readonly existingId?: string | null;
  readonly detail?: string;
  readonly retryAfterMs?: number | null;
  readonly unsure?: boolean;
}

const suites = [
  { name: "Salesforce", errors: salesforce, bodies: salesforceBodies satisfies readonly Told[] },
  { name: "HubSpot", errors: hubspot, bodies: hubspotBodies satisfies readonly Told[] },
] as const;

function translate(errors: (typeof suites)[number]["errors"], told: Told): Trouble {
  if (told.row !== undefined) return errors.troubleOfRow(told.row);
  const body = typeof told.body === "string" ? told.body : JSON.stringify(told.body);
  const headers = Object.fromEntries(Object.entries(told.headers ?? {}).map(([name, value]) => [name, value ?? ""]));
  return errors.troubleOf({ status: told.status ?? 0, headers, body, write: told.write ?? false });
}

for (const { name, errors, bodies } of suites) {
  describe(`what ${name} says`, () => {
    it.each<Told>(bodies)("$name -> $reason", (told) => {
      const trouble = translate(errors, told);

      const checked = ["reason", "field", "existingId", "detail", "retryAfterMs", "unsure"] as const;
      const expected = checked.filter((key) => told[key] !== undefined).map((key) => [key, told[key]]);
      expect(trouble).toMatchObject(Object.fromEntries(expected));
    });

    it("has a reason of the catalogue for all but one in a hundred bodies", () => {
      const troubles = bodies.filter((told: Told) => told.known !== true).map((told) => translate(errors, told));

      const unknown = troubles.filter(({ reason }) => reason === "ERR_UNKNOWN" || !isReasonCode(reason));
      expect(unknown.length / troubles.length).toBeLessThan(0.01);
    });

    it("never shows a whole web page, nor more than a few lines", () => {
      const page = `<html><body>${"x".repeat(100_000)}</body></html>`;

      const details = [page, page.slice(6)].map(
        (body) => errors.troubleOf({ status: 502, headers: {}, body, write: false }).detail,
      );

      expect(details[0]).toContain("web page");
      expect(Math.max(...details.map((detail) => detail.length))).toBeLessThan(600);
    });

    it("calls an unknown refusal unknown and keeps the words", () => {
      const trouble = errors.troubleOf({ status: 418, headers: {}, body: '{"message":"I am a teapot"}', write: false });

      expect(trouble).toMatchObject({ reason: "ERR_UNKNOWN", status: 418, unsure: false });
      expect(trouble.detail).toContain("teapot");
    });

    it("doubts a write that was sent and not answered, and nothing else", () => {
      const troubles = [
        errors.troubleOfNoAnswer(new NoAnswer(true, "ECONNRESET"), true),
        errors.troubleOfNoAnswer(new NoAnswer(true, "ETIMEDOUT"), false),
        errors.troubleOfNoAnswer(new NoAnswer(false, "ECONNREFUSED"), true),
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
