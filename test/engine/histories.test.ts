import { describe, expect, it } from "vitest";
import { historiesSuite, live } from "../contracts/histories.ts";
import type { Rule } from "../contracts/histories-rules.ts";
import type { Step } from "../contracts/histories-steps.ts";
import { temporaryFile } from "../fakes/bed.ts";

historiesSuite("SQLite", async () => temporaryFile(), 25);

describe("the histories can fail", () => {
  const rule: Rule = {
    crms: ["salesforce", "hubspot"],
    conflict: "newest",
    direction: "both",
    behaviour: "overwrite",
    deletes: "never",
  };
  const look: Step = { do: "look", blow: "none", after: 0 };
  const history: Step[] = [
    { do: "create", at: 0 },
    look,
    look,
    look,
    { do: "edit", at: 0, who: 0, field: "title", value: 1 },
    { do: "edit", at: 2, who: 0, field: "phone", value: 1 },
  ];

  it("at a record that was made twice, and at a value that was lost", async () => {
    const doubled = await live(rule, history, temporaryFile(), async ({ own }) => {
      own.create("hubspot", "contacts", { firstname: "Ann", lastname: "Key0", email: "other@x.test" });
    });
    const forgotten = await live(rule, history, temporaryFile(), async ({ own }) => {
      const [row] = own.list("hubspot", "contacts").records;
      own.edit("hubspot", "contacts", row?.id ?? "", { jobtitle: "Old" });
    });

    expect(doubled).toContain("Key0 is 2 records in hubspot");
    // HubSpot counts by its index, which does not have it yet.
    expect(doubled).toContain("hubspot has 2 of contact, told are 1: ours 1");
    expect(forgotten.join("; ")).toContain("hubspot has not Head 4 of salesforce");
  });

  it("at a word that was not translated, and at a link that is lost or says that it waits", async () => {
    const word: Step = { do: "edit", at: 2, who: 0, field: "source", value: 2 };

    const foreign = await live(rule, [...history, word], temporaryFile(), async ({ own }) => {
      const [row] = own.list("hubspot", "contacts").records;
      own.edit("hubspot", "contacts", row?.id ?? "", { lead_source: "Trade Show" });
    });
    const lost = await live(rule, history, temporaryFile(), async ({ own }) => {
      await own.write("delete from links where connection = 'hubspot'");
    });
    const waits = await live(rule, history, temporaryFile(), async ({ own }) => {
      await own.write("update links set state = 'pending' where connection = 'hubspot'");
    });

    expect(foreign.join("; ")).toContain("source differs: salesforce=fair hubspot=Trade Show here=fair");
    expect(lost).toContain("hubspot has 1 of contact, told are 1: unseen 1");
    expect(waits.join("; ")).toContain("is pending, its links say pending, synced");
  });

  it("at a field that travels where its rule says that it does not, and at one that does not travel", async () => {
    const inbound: Rule = { ...rule, direction: "inbound" };

    const spoken = await live(rule, history, temporaryFile(), undefined, inbound);
    const silent = await live(inbound, history, temporaryFile(), undefined, rule);

    expect(spoken.join("; ")).toContain("hubspot has +49 30 100005 of here, against the rule");
    expect(silent.join("; ")).toContain("hubspot has not +49 30 100005 of here");
  });
});
