import { expect, it } from "vitest";
import { discreet } from "../../engine/discreet.ts";
import type { HttpResponse } from "../../engine/provider.ts";

const asked = { method: "GET", url: "https://x.test/", headers: {}, body: null };
const answering = (status: number, body: string) => async (): Promise<HttpResponse> => ({ status, headers: {}, body });

it("takes what it knows to be secret out of a refusal, also as it stands in an address", async () => {
  const request = discreet(answering(401, "token a+b/c=1234 of ?t=a%2Bb%2Fc%3D1234 is bad"), ["a+b/c=1234", null]);

  expect((await request(asked)).body).toBe("token (secret) of ?t=(secret) is bad");
});

it("leaves good answers as they are, and short words alone", async () => {
  const secrets = ["long-secret", "abc"];

  expect((await discreet(answering(200, "long-secret"), secrets)(asked)).body).toBe("long-secret");
  expect((await discreet(answering(400, "abc"), secrets)(asked)).body).toBe("abc");
});
