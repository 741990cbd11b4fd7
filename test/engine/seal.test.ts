import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createKeyring, SealError } from "../../engine/connections/seal.ts";

const secret = "correct horse battery staple, forty-eight random!";
const keyring = createKeyring(secret, randomBytes);
const place = { table: "connections", row: "con_1", field: "token" };
const plain = "refresh-token-5Aep861";

const refusal = (open: () => string): unknown => {
  try {
    return open();
  } catch (error) {
    return error;
  }
};

describe("createKeyring", () => {
  it("opens what it sealed, also with another keyring of the same secret", () => {
    const sealed = keyring.seal(plain, place);

    expect(keyring.open(sealed, place)).toBe(plain);
    expect(createKeyring(secret, randomBytes).open(sealed, place)).toBe(plain);
    expect(keyring.open(keyring.seal("", place), place)).toBe("");
  });

  it("never seals twice alike and shows nothing of the content", () => {
    const one = keyring.seal(plain, place);
    const other = keyring.seal(plain, place);

    expect(one).not.toBe(other);
    expect(Buffer.from(one.split(".")[2] ?? "", "base64url").includes(plain)).toBe(false);
  });

  it("refuses every flipped bit", () => {
    const sealed = keyring.seal(plain, place);
    const opened: string[] = [];

    for (let at = 0; at < sealed.length; at++) {
      for (let bit = 0; bit < 7; bit++) {
        const changed =
          sealed.slice(0, at) + String.fromCharCode(sealed.charCodeAt(at) ^ (1 << bit)) + sealed.slice(at + 1);
        if (!(refusal(() => keyring.open(changed, place)) instanceof SealError)) opened.push(changed);
      }
    }

    expect(opened).toEqual([]);
  });

  it("refuses what is cut, longer, or not sealed at all", () => {
    const sealed = keyring.seal(plain, place);
    const others = [sealed.slice(0, -1), sealed.slice(0, 30), `${sealed}A`, `${sealed}=`, ` ${sealed}`, plain, ""];

    const refusals = others.map((text) => refusal(() => keyring.open(text, place)));

    expect(refusals.filter((error) => !(error instanceof SealError))).toEqual([]);
  });

  it.each([
    { ...place, row: "con_2" },
    { ...place, field: "secret" },
    { ...place, table: "apps" },
    { table: "connections", row: 'con_1","token', field: "" },
  ])("refuses a value that was moved to %j", (elsewhere) => {
    const sealed = keyring.seal(plain, place);

    expect(() => keyring.open(sealed, elsewhere)).toThrow(SealError);
  });

  it("names the key and the place when another key sealed it, never the content", () => {
    const other = createKeyring("another secret of at least thirty-two characters", randomBytes);
    const sealed = other.seal(plain, place);

    const error = refusal(() => keyring.open(sealed, place));

    expect(String(error)).toBe(
      `SealError: connections.token of con_1 was sealed with another key, ${other.keyId} (our key is ${keyring.keyId})`,
    );
  });

  it("knows its own check value and no other", () => {
    const other = createKeyring(`${secret}!`, randomBytes);

    expect(keyring.verify(keyring.check())).toBe(true);
    expect(keyring.verify(other.check())).toBe(false);
    expect(keyring.verify("")).toBe(false);
  });

  it("has a key id that is short, stable and not part of the secret", () => {
    expect(keyring.keyId).toMatch(/^[0-9a-f]{8}$/);
    expect(createKeyring(secret, randomBytes).keyId).toBe(keyring.keyId);
    expect(createKeyring(`${secret}!`, randomBytes).keyId).not.toBe(keyring.keyId);
  });

  it("refuses a short secret with the mend, without showing it", () => {
    const error = refusal(() => createKeyring("hunter2", randomBytes).keyId);

    expect(String(error)).toBe(
      "Error: CRMSYNC_SECRET has 7 characters and needs at least 32: make one with `openssl rand -base64 48`",
    );
  });
});
