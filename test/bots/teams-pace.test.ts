import { describe, expect, it } from "vitest";
import { ChatError } from "../../bots/bot.ts";
import { APP_WINDOW, RATE_WINDOWS } from "../../bots/teams/limits.ts";
import { createPace } from "../../bots/teams/pace.ts";

function openPace() {
  let now = 1_000_000;
  const pace = createPace({ windows: RATE_WINDOWS, appWindow: APP_WINDOW, now: () => now });
  /** How long to wait, 0 when it was sent; answered `ms` later. */
  const send = (conversation = "a", ms = 0): number => {
    try {
      const answered = pace.take(conversation);
      now += ms;
      answered();
      return 0;
    } catch (error) {
      if (error instanceof ChatError && error.kind === "rate_limited") return error.retryAfterMs ?? -1;
      throw error;
    }
  };
  return {
    pace,
    send,
    pass: (ms: number) => {
      now += ms;
    },
    /** Sends whenever there is room, for so long; answers with when it sent. */
    run: (ms: number) => {
      const began = now;
      const sent: number[] = [];
      while (now - began < ms) {
        const waitMs = send();
        if (waitMs === 0) sent.push(now - began);
        now += waitMs;
      }
      return sent;
    },
  };
}

describe("Teams' rate windows", () => {
  it("lets seven go in a second, and says when the eighth may", () => {
    const { send, pass } = openPace();

    const burst = Array.from({ length: 8 }, () => send());
    pass(999);
    const early = send();
    pass(1);
    const late = send();

    expect(burst).toEqual([0, 0, 0, 0, 0, 0, 0, 1000]);
    expect([early, late]).toEqual([1, 0]);
  });

  it("lets eight go in two seconds", () => {
    const { send, pass } = openPace();
    for (let sent = 0; sent < 7; sent += 1) send();
    pass(1_000);

    const next = [send(), send()];

    expect(next).toEqual([0, 1000]);
  });

  it("keeps all four windows over more than an hour, and uses what they give", () => {
    const { run } = openPace();

    const sent = run(3_700_000);

    for (const { max, windowMs } of RATE_WINDOWS) {
      const most = Math.max(
        ...sent.map((at, index) => sent.slice(index).filter((each) => each - at < windowMs).length),
      );
      expect([windowMs, most]).toEqual([windowMs, max]);
    }
  });

  it("counts each conversation by itself, and all of them together", () => {
    const { send } = openPace();

    const sent = Array.from({ length: 51 }, (_, at) => send(`conversation ${at}`));

    expect(sent.filter((waitMs) => waitMs === 0)).toHaveLength(50);
    expect(sent.at(-1)).toBe(1000);
  });

  it("holds a place from sending until one window after the answer", () => {
    const { pace, send, pass } = openPace();
    const under = Array.from({ length: 7 }, () => pace.take("a"));
    pass(60_000);
    const whileUnderWay = send();
    for (const answered of under) answered();

    const afterwards = send();

    expect([whileUnderWay, afterwards]).toEqual([250, 1000]);
  });

  it("counts nothing that lies ahead of a clock that was put back", () => {
    const { send, pass } = openPace();
    for (let sent = 0; sent < 7; sent += 1) send();

    pass(-3_600_000);

    expect(send()).toBe(0);
  });
});
