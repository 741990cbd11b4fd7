import { expect, it } from "vitest";
import { discreet } from "../../engine/connections/discreet.ts";
import type { HttpResponse } from "../../engine/provider.ts";

const asked = { method: "GET", url: "https://x.test/", headers: {}, body: null };
const answering = (status: number, body: string) => async (): Promise<HttpResponse> => ({ status, headers: {}, body });

it("takes what it knows to be secret out of a refusal, also as it stands in an address", async () => {
  const request = discreet(answering(401, "token a+b/c=1234 of ?t=a%2Bb%2Fc%3D1234 is bad"), ["a+b/c=1234", null]);

  expect((await request(asked)).body).toBe("token (secret) of ?t=(secret) is bad");
});

it("knows a secret in whatever way it is written", async () => {
  const secret = 'a+b/c="1234\\';
  const told = (text: string) => discreet(answering(207, `<${text}>`), [secret])(asked);
  const basic = Buffer.from(`app:${secret}:x`).toString("base64");
  const forms = [
    JSON.stringify(secret),
    Buffer.from(secret).toString("hex").toUpperCase(),
    new URLSearchParams({ t: secret }).toString().toLowerCase(),
    secret.replaceAll("/", "\\/"),
  ];

  const answers = await Promise.all(forms.map(async (form) => (await told(form)).body));
  const inBasic = (await told(basic)).body;

  expect(answers).toEqual(['<"(secret)">', "<(secret)>", "<t=(secret)>", "<(secret)>"]);
  expect(inBasic).toBe(`<${basic.slice(0, 6)}(secret)${basic.slice(-3)}>`);
});

it("looks into good answers and their headers too, and into what is thrown", async () => {
  const answer = { status: 200, headers: { location: "/x?t=long-secret" }, body: '[{"message":"long-secret is bad"}]' };
  const thrown = discreet(() => Promise.reject(new TypeError("Bearer long-secret is no header")), ["long-secret"]);

  expect(await discreet(async () => answer, ["long-secret"])(asked)).toEqual({
    status: 200,
    headers: { location: "/x?t=(secret)" },
    body: '[{"message":"(secret) is bad"}]',
  });
  await expect(thrown(asked)).rejects.toThrow(new TypeError("Bearer (secret) is no header"));
});

it("leaves an answer that gives a token as it is, and short words alone", async () => {
  const given = '{"access_token":"new-secret","refresh_token":"long-secret"}';

  expect((await discreet(answering(200, given), ["long-secret"])(asked)).body).toBe(given);
  expect((await discreet(answering(400, given), ["long-secret"])(asked)).body).not.toBe(given);
  expect((await discreet(answering(400, "abc"), ["abc"])(asked)).body).toBe("abc");
});

it("does not look through a long page of records that was read", async () => {
  const page = `{"records":["${"x".repeat(100_000)} long-secret"]}`;

  expect((await discreet(answering(200, page), ["long-secret"])(asked)).body).toBe(page);
  expect((await discreet(answering(400, page), ["long-secret"])(asked)).body).not.toContain("long-secret");
  expect((await discreet(answering(200, page), ["long-secret"])({ ...asked, method: "POST" })).body).not.toContain(
    "long-secret",
  );
});
