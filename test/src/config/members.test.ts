import { expect, it } from "vitest";
import { configOf, wholeEnv } from "./read.ts";

const two = "connections: {sales: {provider: salesforce}, marketing: {provider: hubspot}}\n";

it("the contacts of a deal are in effect only where the file names them", () => {
  const named = configOf({ text: `${two}objects: {deal: {fields: {contact_ids: {hubspot: null}}}}\n`, env: wholeEnv });
  const plain = configOf({ text: two, env: wholeEnv });

  expect(named.settings.objects.deal?.fields.contact_ids).toMatchObject({
    remote: { hubspot: null },
    direction: "both",
    type: "references",
    references: "contact",
  });
  expect(plain.settings.objects.deal?.fields.contact_ids).toBeUndefined();
});
