import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transfer } from "../../src/cli/transfer.ts";
import { readTransfer } from "../../src/cli/transfer-words.ts";
import { sandboxSettings } from "../../src/sandbox/program/settings.ts";
import { apiRig } from "./api/rig.ts";

let rig: Awaited<ReturnType<typeof apiRig>>;

beforeAll(async () => {
  const yaml = sandboxSettings().replace(
    /( {2}contact:[\s\S]*? {4}fields:\n)/,
    "$1      nickname: { salesforce: null, hubspot: null, type: string }\n",
  );
  rig = await apiRig({ yaml });
});
afterAll(() => rig.close());

async function imported(words: readonly string[], input: string): Promise<readonly string[]> {
  const read = readTransfer(words);
  if (read === null || read.ok !== true) throw new Error(JSON.stringify(read));
  const said: string[] = [];
  await transfer(rig.engine, read.asked, {
    input: Readable.from([Buffer.from(input)]),
    output: new PassThrough(),
    errors: { write: () => {} },
    say: (text) => void said.push(text),
    complain: (text) => void said.push(text),
    now: rig.clock.wall,
  });
  return said;
}

describe("a field of the workspace that no connection maps", () => {
  it("is taken in by HTTP, and the answer says SCHEMA_UNMAPPED (C8)", async () => {
    const put = (fields: object) => rig.ask("PUT", "/v1/records/contact/c1", { fields });

    const made = await put({ email: "al@x.test", nickname: "Al" });
    const emptied = await put({ nickname: null });

    expect(made).toMatchObject({ status: 201, body: { outcome: "created" } });
    expect(made.body.notices).toEqual([
      {
        reason: "SCHEMA_UNMAPPED",
        field: "nickname",
        message: "A field has a value but no mapping, so it is left out.",
      },
    ]);
    expect(emptied.body).toEqual({ id: "c1", version: 2, outcome: "updated" });
  });

  it("is taken in by an import, which says so once (C8)", async () => {
    const rows = "email,nickname\nbo@x.test,Bo\ncy@x.test,Cy\n";

    const told = await imported(["import", "-", "--object", "contact"], rows);
    const json = await imported(["import", "-", "--object", "contact", "--json"], rows);
    const usual = await imported(["import", "-", "--object", "contact"], "email\ndi@x.test\n");

    expect(told).toEqual([
      "contact, 2 rows: 2 created, 0 updated, 0 unchanged, 0 refused.",
      "Kept here and synced nowhere, because no connection maps it (SCHEMA_UNMAPPED): nickname.",
    ]);
    expect(JSON.parse(json[0] ?? "")).toMatchObject({
      unchanged: 2,
      notices: [{ reason: "SCHEMA_UNMAPPED", field: "nickname" }],
    });
    expect(usual).toEqual(["contact, 1 row: 1 created, 0 updated, 0 unchanged, 0 refused."]);
    expect(await rig.sql("select nickname from contacts where email = 'bo@x.test'")).toEqual([{ nickname: "Bo" }]);
  });
});
