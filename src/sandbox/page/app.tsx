import { useCallback, useState } from "react";
import { ask, type Overview } from "./calls.ts";
import { Chats } from "./chats.tsx";
import { CrmPanel } from "./crm.tsx";
import { CRMS, type CrmName, crmsOf } from "./crms.ts";
import { FaultPanel } from "./fault-panel.tsx";
import { usePolled } from "./polling.ts";
import { Top } from "./top.tsx";

/** The whole page: above the daemon, left the chat, right the CRMs. */
export function App() {
  const [chosen, setTab] = useState<CrmName | "faults" | null>(null);
  const [note, setNote] = useState<string | null>(null);
  const overview = usePolled(() => ask<Overview>(""), "overview");
  const crms = crmsOf(overview.value?.crms ?? []);
  const tab = chosen ?? crms[0] ?? null;
  const say = useCallback((text: string | null) => setNote(text), []);
  return (
    <div className="frame">
      <Top overview={overview.value} reload={overview.reload} say={say} />
      <main className="columns">
        <Chats overview={overview.value} say={say} />
        <section className="panel" aria-label="CRMs">
          <div className="tabs" role="tablist">
            {crms.map((one) => (
              <Tab key={one} label={CRMS[one].label} isOpen={tab === one} open={() => setTab(one)} />
            ))}
            <Tab label="Faults" isOpen={tab === "faults"} open={() => setTab("faults")} />
          </div>
          {tab === "faults" ? (
            <FaultPanel crms={crms} hasTeams={overview.value?.channels.teams !== undefined} say={say} />
          ) : null}
          {tab === null || tab === "faults" ? null : <CrmPanel key={tab} crm={tab} say={say} />}
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

function Tab({ label, isOpen, open }: { label: string; isOpen: boolean; open: () => void }) {
  return (
    <button type="button" role="tab" aria-selected={isOpen} onClick={open}>
      {label}
    </button>
  );
}
