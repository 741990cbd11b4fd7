import { useCallback, useState } from "react";
import { ask, type Overview } from "./calls.ts";
import { Chats } from "./chats.tsx";
import { CrmPanel } from "./crm.tsx";
import { FaultPanel } from "./fault-panel.tsx";
import { usePolled } from "./polling.ts";
import { Top } from "./top.tsx";

const TABS = [
  { id: "salesforce", label: "Salesforce" },
  { id: "hubspot", label: "HubSpot" },
  { id: "faults", label: "Faults" },
] as const;

/** The whole page: above the daemon, left the chat, right the CRMs. */
export function App() {
  const [tab, setTab] = useState<(typeof TABS)[number]["id"]>("salesforce");
  const [note, setNote] = useState<string | null>(null);
  const overview = usePolled(() => ask<Overview>(""), "overview");
  const say = useCallback((text: string | null) => setNote(text), []);
  return (
    <div className="frame">
      <Top overview={overview.value} reload={overview.reload} say={say} />
      <main className="columns">
        <Chats overview={overview.value} say={say} />
        <section className="panel" aria-label="CRMs">
          <div className="tabs" role="tablist">
            {TABS.map((one) => (
              <button
                key={one.id}
                type="button"
                role="tab"
                aria-selected={tab === one.id}
                onClick={() => setTab(one.id)}
              >
                {one.label}
              </button>
            ))}
          </div>
          {tab === "faults" ? <FaultPanel say={say} /> : <CrmPanel key={tab} crm={tab} say={say} />}
        </section>
      </main>
      {note === null ? null : (
        <div className="note" role="alert">
          <span>{note}</span>
          <button type="button" aria-label="Dismiss" onClick={() => setNote(null)}>
            ×
          </button>
        </div>
      )}
    </div>
  );
}
