import { describe, expect, it } from "vitest";
import { NoAnswer } from "../../../engine/provider.ts";
import { troubleOf } from "../../../engine/providers/pipedrive/errors.ts";
import { pipedrive } from "../../../engine/providers/pipedrive/index.ts";
import { isReasonCode } from "../../../engine/reasons.ts";
import { unanswered } from "../../../engine/trouble.ts";
import bodies from "../../fixtures/pipedrive/errors.json" with { type: "json" };
import { producible } from "./producible.ts";

/** A refusal as the contract sheet shows it (`source`). */
interface Told {
  readonly name: string;
  readonly source: string;
  readonly asked: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  readonly reason: string;
  readonly field: string | null;
  readonly retryAfterMs: number | null;
  readonly unsure: boolean;
  readonly detail?: string;
}

const all: readonly Told[] = bodies;

function answerOf({ status, headers = {}, body }: Told) {
  const told = Object.entries(headers).map(([name, value]) => [name, value ?? ""] as const);
  return { status, headers: Object.fromEntries(told), body: typeof body === "string" ? body : JSON.stringify(body) };
}

function translate(told: Told) {
  const one = told.asked === "update" || told.asked === "delete";
  return troubleOf({ ...answerOf(told), write: told.asked !== "read", one });
}

describe("what Pipedrive says", () => {
  it.each(all)("$name -> $reason", (told) => {
    const trouble = translate(told);

    const { reason, field, retryAfterMs, unsure, detail = trouble.detail } = told;
    expect(trouble).toMatchObject({ reason, field, retryAfterMs, unsure, detail, existingId: null });
    expect(trouble.detail).not.toBe("");
    expect([trouble.code, trouble.status]).toEqual([expect.stringMatching(/\w/), told.status]);
  });

  it("has a reason of the catalogue for all but one in a hundred bodies", () => {
    const troubles = all.map(translate);

    const unknown = troubles.filter(({ reason }) => reason === "ERR_UNKNOWN" || !isReasonCode(reason));
    expect(unknown.length / troubles.length).toBeLessThan(0.01);
  });

  it("can give every reason that it may have", () => {
    const given = new Set(all.map((told) => translate(told).reason));
    given.add(unanswered("Pipedrive", new NoAnswer(false, "ENOTFOUND"), false).reason);

    expect(producible.pipedrive.filter((reason) => !given.has(reason))).toEqual([]);
  });

  it("makes the throttle wait as long as the engine", () => {
    const waits = all.map((told) => pipedrive.observe(answerOf(told)).retryAfterMs);

    expect(waits).toEqual(all.map((told) => told.retryAfterMs));
  });

  it("never shows a whole web page, nor more than a few lines", () => {
    const page = `<html><body>${"x".repeat(100_000)}</body></html>`;

    const details = [page, page.slice(6)].map(
      (body) => troubleOf({ status: 502, headers: {}, body, write: false }).detail,
    );

    expect(details[0]).toContain("web page");
    expect(Math.max(...details.map((detail) => detail.length))).toBeLessThan(600);
  });

  it("keeps as unknown what nobody has met yet", () => {
    const body = JSON.stringify({ success: false, error: "The moon is full" });

    const trouble = troubleOf({ status: 400, headers: {}, body, write: true });

    expect(trouble).toMatchObject({ reason: "ERR_UNKNOWN", detail: "The moon is full", code: "ERROR_HTTP_400" });
  });
});
