import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { inLocale, utc, writeDay, writeNumber } from "../bots/numbers.ts";
import { cardFiles } from "../src/card-files.ts";

const files = [...cardFiles({ folders: ["text"] })];
const texts = new Map(files.map(({ name, content }) => [name, content]));

const SIGNS = { "de-DE": { thousands: ".", day: "." }, "pt-BR": { thousands: ".", day: "/" } } as const;
const MONTHS = ["November"];

/** An English text with its numbers and dates as the locale writes them, and nothing else changed. */
function meant(text: string, { thousands, day: sign }: (typeof SIGNS)[keyof typeof SIGNS]): string {
  const date = (year = "", month = "", day = "") => [day.padStart(2, "0"), month, year].join(sign);
  return text
    .replace(
      /(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d) UTC/g,
      (_, year, month, day, time) => `${date(year, month, day)}, ${time} UTC`,
    )
    .replace(/(\d{1,2}) (November) (\d{4})/g, (_, day, month, year) =>
      date(year, String(MONTHS.indexOf(month) + 11), day),
    )
    .replace(/\d{1,3}(,\d{3})+(?!\d)/g, (number) => number.replaceAll(",", thousands));
}

/** Columns are as wide as what stands in them, and a text is cut where it is too long. */
const words = (text: string) => text.replace(/-{3,}/g, "").replace(/\S*…/g, "").split(/\s+/).filter(Boolean);

describe("every card in another locale", () => {
  it.each(["de-DE", "pt-BR"] as const)("says in %s the same words, with its own numbers and dates", (locale) => {
    const english = [...texts].filter(([name]) => !/\.\w\w-\w\w\.txt$/.test(name));

    const faults = english.flatMap(([name, text]) => {
      const told = words(texts.get(name.replace(/txt$/, `${locale}.txt`)) ?? "");
      const wanted = words(meant(text, SIGNS[locale]));
      const at = wanted.findIndex((word, index) => word !== told[index]);
      return at >= 0 ? [[name, wanted.slice(at, at + 8).join(" "), told.slice(at, at + 8).join(" ")]] : [];
    });

    expect(english.length).toBeGreaterThan(500);
    expect(faults).toEqual([]);
  });

  it("has no large number that is written digit by digit", () => {
    // What stands in the field of a form is what somebody types, and goes back as it is.
    const bare = files.flatMap(({ name, surface, content }) => {
      const found = surface === "form" ? null : /.{0,30}(?<![\w.,/:-])\d{5,}(?![\w/-]).{0,10}/.exec(content);
      return found ? [[name, found[0]]] : [];
    });

    expect(bare).toEqual([]);
  });

  it("differs from the English one wherever a large number or a day stands", () => {
    const numbered = [...texts].filter(
      ([name, text]) => /^[^.]+\.[^.]+\.largest\.txt$/.test(name) && /\d,\d{3}/.test(text),
    );

    const same = numbered.filter(([name, text]) => texts.get(name.replace(/txt$/, "de-DE.txt")) === text);

    expect(numbered.length).toBeGreaterThan(50);
    expect(same).toEqual([]);
  });
});

describe("numbers and dates", () => {
  const at = Date.UTC(2026, 10, 1, 9, 5);

  it.each([
    ["en-US", "1,284", "0.5", "1 November 2026", "2026-11-01 09:05 UTC"],
    ["en-GB", "1,284", "0.5", "1 November 2026", "2026-11-01 09:05 UTC"],
    ["de-DE", "1.284", "0,5", "01.11.2026", "01.11.2026, 09:05 UTC"],
    ["pt-BR", "1.284", "0,5", "01/11/2026", "01/11/2026, 09:05 UTC"],
  ])("are written as %s writes them", (locale, count, part, day, moment) => {
    const written = inLocale(locale, () => [writeNumber(1_284), writeNumber(0.5), writeDay("2026-11-01"), utc(at)]);

    expect(written).toEqual([count, part, day, moment]);
  });

  it("are English where nobody said otherwise, and what is no day stays as it is", () => {
    const written = [writeNumber(1_284), writeDay("someday"), utc(Number.NaN), utc(8.64e15 + 1)];

    expect(written).toEqual(["1,284", "someday", "unknown time", "unknown time"]);
  });

  it("are written so in all that was begun there: later, and when somebody calls from outside", async () => {
    const server = inLocale("de-DE", () =>
      createServer(async (_, response) => {
        await new Promise((done) => setImmediate(done));
        response.end(writeNumber(1_284));
      }).listen(0, "127.0.0.1"),
    );
    await new Promise((done) => server.once("listening", done));
    const { port } = server.address() as AddressInfo;

    const said = await new Promise<string>((done) =>
      get({ port, host: "127.0.0.1" }, (answer) => answer.setEncoding("utf8").on("data", done)),
    );
    server.close();

    expect([said, writeNumber(1_284)]).toEqual(["1.284", "1,284"]);
  });
});
