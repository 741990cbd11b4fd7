import { expect, it } from "vitest";
import { withCommands } from "../../../src/cli/typed.ts";

const row = (verb: string, args: Record<string, unknown>) => ({
  id: "x",
  verb,
  args,
  once: false,
  owner: null,
  usedBy: null,
  usedAt: null,
  expiresAt: null,
});
const rows: Record<string, ReturnType<typeof row>> = {
  a: row("failures", { connection: "hubspot", reason: "DUP_RULE" }),
  b: row("resync", { object: "contact", id: "record_1" }),
  c: row("refresh-status", {}),
};

it("writes what buttons would do as commands to type, and keeps links", async () => {
  const card = {
    kind: "status",
    state: "status",
    tone: "good",
    headline: "H",
    sections: [{ heading: "S", lines: ["One."], actions: [{ type: "button", id: "b", label: "Resync" }] }],
    actions: [
      { type: "button", id: "a", label: "Show failures" },
      { type: "button", id: "c", label: "Refresh" },
      { type: "link", id: "l", label: "Open", url: "https://x.test" },
    ],
  } as const;

  const shown = await withCommands(card, { action: async (id) => rows[id] ?? null });

  expect(shown.actions?.map((action) => action.id)).toEqual(["l"]);
  expect(shown.sections).toMatchObject([
    { heading: "S", lines: ["One.", [{ code: "crmsync resync contact record_1" }]] },
    { heading: "Next", lines: [[{ code: "crmsync failures hubspot DUP_RULE" }]] },
  ]);
});
