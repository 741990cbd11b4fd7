import { expect, it } from "vitest";
import { nearest } from "../../../src/config/nearest.ts";

const verbs = ["status", "runs", "failures", "record", "resync", "reconnect", "help"];

it.each([
  ["stauts", "status"],
  ["STATUS", "status"],
  ["resink", "resync"],
  ["fail", "failures"],
  ["reconect", "reconnect"],
  ["halp", "help"],
  ["run", "runs"],
])("takes %s for %s", (word, name) => {
  const found = nearest(word, verbs);

  expect(found).toBe(name);
});

it.each(["", "  ", "zz", "everything", "x".repeat(100_000)])("guesses nothing for %.20s", (word) => {
  const found = nearest(word, verbs);

  expect(found).toBeNull();
});
