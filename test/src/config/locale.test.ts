import { describe, expect, it } from "vitest";
import { configOf, faultsOf, smallFile } from "./read.ts";

const ANY = "Write a language tag, e.g. en-US, de-DE or pt-BR.";
const withLocale = (locale: string) => ({ text: `locale: ${locale}\n${smallFile}` });

describe("the locale of numbers and dates", () => {
  it.each([
    ["de-DE", "de-DE"],
    ["pt-br", "pt-BR"],
    ["fr", "fr"],
    ["en", "en"],
    ["zh-Hans-CN", "zh-Hans-CN"],
  ])("%s is read as %s", (told, locale) => {
    const config = configOf(withLocale(told));

    expect(config.locale).toBe(locale);
  });

  it("is en-US where nothing is told", () => {
    const config = configOf({ text: smallFile });

    expect(config.locale).toBe("en-US");
  });

  it.each([
    ["de_DE", "Write de-DE."],
    ["pt_BR.UTF-8", "Write pt-BR."],
    ["xx-XX", ANY],
    ["german", ANY],
    ["42", ANY],
    ["[de-DE]", ANY],
    ["''", ANY],
  ])("%s is refused", (told, mend) => {
    const [fault, ...others] = faultsOf(withLocale(told));

    expect(others).toEqual([]);
    expect(fault).toMatchObject({
      line: 1,
      path: "locale",
      message: "unknown locale",
      allowed: "a language tag, e.g. en-US, de-DE or pt-BR",
      mend,
    });
  });
});
