import { describe, expect, it } from "vitest";
import { ChatError } from "../../bots/bot.ts";
import { fromSdk, fromStatus, isAboutCard, retryAfterMs, TeamsHttpError } from "../../bots/teams/errors.ts";
import { pauseMs, withPatience } from "../../bots/teams/retry.ts";

const body = (code: string) => JSON.stringify({ error: { code, message: "words of Teams" } });

describe("Teams' answers as what to do about them", () => {
  it.each([
    [401, "Unauthorized", "unauthorized", "Unauthorized"],
    [403, "BotNotInConversationRoster", "refused", "BotNotInConversationRoster"],
    [404, "ActivityNotFoundInConversation", "gone", "ActivityNotFoundInConversation"],
    [404, "ConversationNotFound", "refused", "ConversationNotFound"],
    [400, "BadSyntax", "refused", "BadSyntax"],
    [413, "MessageSizeTooBig", "too_large", "MessageSizeTooBig"],
    [400, "MessageSizeTooBig", "too_large", "MessageSizeTooBig"],
    [429, "TooManyRequests", "rate_limited", "http_429"],
    [412, "PreconditionFailed", "down", "http_412"],
    [500, "ServiceError", "down", "http_500"],
    [502, "", "down", "http_502"],
    [504, "", "down", "http_504"],
  ])("%i %s is %s", (status, code, kind, told) => {
    const error = fromStatus(status, null, code === "" ? "<html>" : body(code));

    expect({ kind: error.kind, code: error.code }).toEqual({ kind, code: told });
  });

  it.each([
    ["", "http_403"],
    ["<html>gateway</html>", "http_403"],
    ['{"error":"no"}', "http_403"],
    [body("a code with spaces\nand lines"), "http_403"],
  ])("takes no code out of %j", (text, code) => {
    expect(fromStatus(403, null, text).code).toBe(code);
  });

  it("reads how long Teams wants us to wait", () => {
    const waits = ["1", " 30 ", "0.5", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", null].map(retryAfterMs);

    expect(waits).toEqual([1000, 30000, 500, null, null, null]);
    expect(fromStatus(429, "7", "")).toMatchObject({ kind: "rate_limited", retryAfterMs: 7000 });
  });

  it("keeps our own errors, reads Teams' and takes the rest for something that is no answer", () => {
    const ours = new ChatError("refused", "no_place");
    const theirs = fromSdk(new TeamsHttpError(400, null, body("BadSyntax")));
    const rest = fromSdk(new SyntaxError("Unexpected token"));

    expect(fromSdk(ours)).toBe(ours);
    expect([theirs.code, isAboutCard(theirs), isAboutCard(ours)]).toEqual(["BadSyntax", true, false]);
    expect(rest).toMatchObject({ kind: "down", code: "garbage" });
  });
});

describe("doing it again", () => {
  it("waits twice as long each time, with jitter, and never shorter than Teams asks", () => {
    const grown = [0, 1, 2, 3].map((tries) => [pauseMs(tries, null, 0), pauseMs(tries, null, 1)]);
    const asked = [pauseMs(0, 1000, 0), pauseMs(5, 1000, 1)];

    expect(grown).toEqual([
      [150, 300],
      [300, 600],
      [600, 1200],
      [1200, 2400],
    ]);
    expect(asked).toEqual([1150, 1200]);
  });

  it.each([412, 429, 502, 504])("is right after %i", async (status) => {
    let tries = 0;

    const result = await withPatience(5_000, async () => {
      tries += 1;
      if (tries === 1) throw fromStatus(status, null, "");
      return "done";
    });

    expect([result, tries]).toEqual(["done", 2]);
  });

  it.each([
    ["500", 5_000, () => fromStatus(500, null, "")],
    ["no answer at all, which may have been taken", 5_000, () => new ChatError("down", "no_answer")],
    ["a refusal", 5_000, () => fromStatus(403, null, "")],
    ["more waiting than somebody has patience for", 1_000, () => fromStatus(429, "30", "")],
    ["anything when nobody waits", 0, () => fromStatus(502, null, "")],
  ])("is wrong after %s", async (_name, patience, error) => {
    let tries = 0;

    const trying = withPatience(patience, async () => {
      tries += 1;
      throw error();
    });

    await expect(trying).rejects.toBeInstanceOf(ChatError);
    expect(tries).toBe(1);
  });
});
