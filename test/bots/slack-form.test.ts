import { describe, expect, it } from "vitest";
import { renderView } from "../../bots/slack/form.ts";
import { viewFaults } from "../../src/sandbox/slack/views.ts";
import { anyCard } from "../fakes/any-card.ts";
import { plainCard } from "../fakes/cards.ts";
import fc from "../fakes/property.ts";

describe("renderView", () => {
  it("stays within Slack's limits for any card", () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const view = renderView(card, "{}");

        expect(viewFaults(view, "modal")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it("shows a wrong address in a field that can hold it", () => {
    const field = {
      name: "email",
      label: "Address",
      kind: "email",
      value: "not an address",
      hint: "As in ann@x.test",
    } as const;
    const card = plainCard("Fix", { form: { id: "f", submit: "Save", fields: [field] } });

    const view = renderView(card, "");

    expect(view).toEqual({
      type: "modal",
      title: plain("Fix"),
      submit: plain("Save"),
      close: plain("Cancel"),
      callback_id: "f",
      private_metadata: "",
      blocks: [
        {
          type: "input",
          block_id: "email",
          label: plain("Address"),
          hint: plain("As in ann@x.test"),
          optional: true,
          element: { type: "plain_text_input", action_id: "value", initial_value: "not an address" },
        },
      ],
    });
  });
});

function plain(text: string) {
  return { type: "plain_text", text, emoji: false };
}
