import { describe, expect, it } from "vitest";
import type { FieldType, Value } from "../../engine/record.ts";
import { converterFor, isMisfit } from "../../engine/rules/convert.ts";
import { dayIn, startOfDay } from "../../engine/rules/zones.ts";
import fc from "../fakes/property.ts";

const read = (type: FieldType, value: Value, zone: string | null = null) => {
  const converted = converterFor(type, zone)(value);
  return isMisfit(converted) ? `${converted.reason}: ${converted.detail}` : converted;
};

describe("values that no form of their type has (E27, E28, B33)", () => {
  it.each<[FieldType, Value, Value]>([
    ["number", Number.NaN, "DATA_FORMAT: not a number"],
    ["number", Number.POSITIVE_INFINITY, "DATA_FORMAT: not a number"],
    ["number", "1e400", "DATA_FORMAT: not a number"],
    ["number", "1,234.50", "DATA_FORMAT: not a number"],
    ["number", "9007199254740993", "DATA_FORMAT: a number with more digits than can be kept exactly"],
    ["number", "0.12345678901234567890", "DATA_FORMAT: a number with more digits than can be kept exactly"],
    ["number", "9007199254740992", 9007199254740992],
    ["number", "1250000000000000000000.00", 1.25e21],
    ["integer", "12345678901234567891", "DATA_FORMAT: a number with more digits than can be kept exactly"],
    ["date", "10000-01-01", "DATA_TIMESTAMP: not a date (2026-03-31)"],
    ["date", "2026-13-01", "DATA_TIMESTAMP: not a date (2026-03-31)"],
    ["datetime", 8e15, "DATA_TIMESTAMP: outside the years 0000 to 9999"],
    ["date", 8e15, "DATA_TIMESTAMP: outside the years 0000 to 9999"],
    ["datetime", "9999-12-31T23:30:00-02:00", "DATA_TIMESTAMP: outside the years 0000 to 9999"],
    ["datetime", "0000-01-01T00:30:00+02:00", "DATA_TIMESTAMP: outside the years 0000 to 9999"],
    ["datetime", Number.NaN, "DATA_TIMESTAMP: not a time with a zone (2026-03-31T09:00:00Z)"],
    ["string", "a\u0000b", "DATA_ENCODE: holds a NUL character, which a database does not take"],
    ["string", "a\ud83d", "DATA_ENCODE: holds half a character, which cannot be written"],
    ["other", "a\u0000b", "DATA_ENCODE: holds a NUL character, which a database does not take"],
    ["string", "a\tb\u202ec\u0007", "a\tb\u202ec\u0007"],
    ["currency", "12.50 EUR", "DATA_FORMAT: an amount with a currency's code, which belongs into a field of its own"],
    ["currency", "12.50", 12.5],
    ["multipicklist", " a ;;b;a", "a;b"],
    ["multipicklist", '["a","b c"]', "a;b c"],
    ["multipicklist", "[a", "[a"],
    ["multipicklist", " ; ", null],
  ])("%s %j becomes %j", (type, value, expected) => {
    expect(read(type, value)).toEqual(expected);
  });

  it("never throw, and come back as they are when they are read again", () => {
    const types: FieldType[] = [
      "string",
      "number",
      "integer",
      "boolean",
      "date",
      "datetime",
      "multipicklist",
      "currency",
    ];
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.date().map(String),
    );

    fc.assert(
      fc.property(fc.constantFrom(...types), value, (type, given) => {
        const once = converterFor(type)(given);
        if (!isMisfit(once)) expect(converterFor(type)(once)).toEqual(once);
      }),
    );
  });
});

describe("days and times in a zone (B33)", () => {
  it.each<[FieldType, Value, string, Value]>([
    ["date", "2026-03-31T22:30:00Z", "Europe/Berlin", "2026-04-01"],
    ["date", "2026-03-31T02:30:00Z", "America/New_York", "2026-03-30"],
    ["date", "2026-03-31", "America/New_York", "2026-03-31"],
    ["datetime", "2026-03-31", "Europe/Berlin", "2026-03-30T22:00:00.000Z"],
    ["datetime", "2026-01-31", "Asia/Kolkata", "2026-01-30T18:30:00.000Z"],
    // Midnight was left out by the clocks of that day.
    ["datetime", "2024-03-31", "Asia/Beirut", "2024-03-30T22:00:00.000Z"],
    ["datetime", "2026-03-31T09:00:00+02:00", "Europe/Berlin", "2026-03-31T07:00:00.000Z"],
  ])("%s %s in %s is %s", (type, value, zone, expected) => {
    expect(read(type, value, zone)).toBe(expected);
  });

  it("go from day to time and back without loss, in every zone and over every change of clocks", () => {
    const zones = [
      "Europe/Berlin",
      "America/New_York",
      "America/St_Johns",
      "Asia/Kolkata",
      "Pacific/Auckland",
      "Africa/Cairo",
      "UTC",
    ];
    const day = fc
      .date({ min: new Date("1975-01-01"), max: new Date("2050-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));

    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (text, zone) => {
        expect(dayIn(startOfDay(text, zone), zone)).toBe(text);
      }),
    );
  });
});
