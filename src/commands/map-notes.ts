import type { Card } from "../../bots/card.ts";
import type { MappingFinding } from "../../engine/index.ts";
import { options } from "./map-words.ts";
import { foreign } from "./words.ts";

/** What has to be said so that something can be tried. */
export function mapUsageCard(problem: string | null): Card {
  return {
    kind: "map",
    state: "usage",
    tone: "warning",
    headline: "Which mapping is to be tried?",
    lines: [
      ...(problem === null ? [] : [foreign(problem, 300)]),
      [
        "Say the connection, the object and OURS=THEIRS: ",
        { code: "map try salesforce contacts region=Region__c inbound fill" },
        ".",
      ],
      `More may follow: ${options.map((one) => `${one}=…`).join(", ")}.`,
    ],
  };
}

/** One finding as a sentence; what the CRM's names were most likely meant to be follows. */
export function findingText({ says, near }: MappingFinding): string {
  const meant = near.map((name) => foreign(name, 60));
  return `${foreign(says, 300)}${meant.length === 0 ? "" : ` Did you mean ${meant.join(" or ")}?`}`;
}

export const WAYS = { both: "both ways", inbound: "CRM to here", outbound: "here to CRM" } as const;
