import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../fakes/sandbox.ts";
import { repairs, words } from "./repairs.ts";

const minute = 60_000;

/** The newcomer's story once more, told and mended in Teams alone. */
describe("the road on Teams", { timeout: 4 * minute }, () => {
  let box: Sandbox;

  beforeAll(async () => {
    box = await startSandbox({}, "teams");
    await box.settled();
  }, 4 * minute);
  afterAll(() => box?.stop());

  it("tells both first syncs in the channel, and how it is to whoever asks", async () => {
    const done = (await box.messages()).filter((message) => /first sync is complete/i.test(message.text));

    const said = await box.command("viewer", "status");

    expect(done.length).toBe(2);
    expect(said.ackStatus).toBe(200);
    expect(said.shown[0]?.private).toBe(true);
    expect(said.shown.map(words).join()).toMatch(/Salesforce: healthy[\s\S]*HubSpot: healthy/);
  });

  repairs(() => box);
});
