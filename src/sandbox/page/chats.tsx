import { useState } from "react";
import type { Chatting } from "./acting.ts";
import type { Overview } from "./calls.ts";
import { PersonPicker } from "./pickers.tsx";
import { SlackChat } from "./slack.tsx";
import { TeamsChat } from "./teams.tsx";

const VIEWS = [
  { id: "slack", label: "Slack" },
  { id: "teams", label: "Teams" },
  { id: "both", label: "Both" },
] as const;

type Choice = (typeof VIEWS)[number]["id"];

/** Wide enough for the two chats and the CRMs beside each other. */
const WIDE = "(min-width: 1200px)";

/** The chats, as one person sees them; Teams only where the sandbox has it. */
export function Chats({ overview, say }: { overview: Overview | null; say: (text: string | null) => void }) {
  const [user, setUser] = useState("operator");
  const [choice, setChoice] = useState<Choice>(() => (matchMedia(WIDE).matches ? "both" : "slack"));
  const teams = overview?.channels.teams;
  const shown: readonly Chatting[] =
    teams === undefined || choice === "slack" ? ["slack"] : choice === "teams" ? ["teams"] : ["slack", "teams"];
  return (
    <div className={`chats ${shown.length > 1 ? "two" : ""}`}>
      <div className="chats-head">
        {teams === undefined ? null : (
          <fieldset className="which">
            <legend>Chat:</legend>
            {VIEWS.map((one) => (
              <button key={one.id} type="button" aria-pressed={choice === one.id} onClick={() => setChoice(one.id)}>
                {one.label}
              </button>
            ))}
          </fieldset>
        )}
        <PersonPicker chosen={user} choose={setUser} />
      </div>
      {shown.includes("slack") ? <SlackChat channels={overview?.channels.slack} user={user} say={say} /> : null}
      {teams !== undefined && shown.includes("teams") ? <TeamsChat channels={teams} user={user} say={say} /> : null}
    </div>
  );
}
