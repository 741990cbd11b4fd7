import { afterEach, expect, it } from "vitest";
import { cardToText } from "../../../bots/text.ts";
import { bed } from "../../fakes/bed.ts";
import { openDesk } from "../../fakes/desk.ts";

let own: Awaited<ReturnType<typeof bed>> | undefined;
afterEach(() => own?.close());

it("status counts what is active apart, where the configuration says what that is (A19)", async () => {
  const yaml = `workspace: test
connections:
  salesforce: { provider: salesforce, objects: [account, contact], poll: 5s, share: 100 }
objects:
  contact: { active: { not: { field: title, equals: Retired } } }
roles: { viewer: ["*"] }
`;
  own = await bed({ yaml });
  await (await own.signIn("salesforce")).confirm();
  for (const [name, title] of [
    ["Ada", "Head"],
    ["Bob", "Retired"],
  ])
    own.create("salesforce", "Contact", { LastName: name, Email: `${name}@x.test`, Title: title });
  await own.rest();
  const desk = openDesk(own, { machine: { version: "9.9.9", freeBytes: async () => 10 * 1024 ** 3 } });

  const { card, data } = await desk.say("status", "viewer");

  const text = cardToText(card);
  expect(text).toMatch(/Contacts\s+2 known = 2 synced/);
  expect(text).toMatch(/Active contacts\s+1 active, 1 inactive/);
  expect(text).not.toContain("Active accounts");
  expect(data).toMatchObject([{ objects: [{ object: "account" }, { object: "contact", active: 1, inactive: 1 }] }]);
});
