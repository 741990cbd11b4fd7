import { useEffect, useState } from "react";
import { ask, type Calls, type RemoteRecord } from "./calls.ts";
import { clock } from "./message.tsx";
import { usePolled } from "./polling.ts";
import { type CrmName, RecordForm } from "./record-form.tsx";

const TYPES: Readonly<Record<CrmName, Readonly<Record<string, readonly string[]>>>> = {
  salesforce: {
    Contact: ["FirstName", "LastName", "Email", "LeadSource"],
    Account: ["Name", "Website", "Industry"],
    Opportunity: ["Name", "StageName", "Amount", "CloseDate"],
    Lead: ["FirstName", "LastName", "Company", "Status"],
  },
  hubspot: {
    contacts: ["firstname", "lastname", "email", "lead_source"],
    companies: ["name", "domain", "industry"],
    deals: ["dealname", "dealstage", "amount", "closedate"],
  },
};

const PAGE = 12;

/** What a person sees inside one CRM: its records, its quotas and the requests that reached it. */
export function CrmPanel({ crm, say }: { crm: CrmName; say: (text: string | null) => void }) {
  const types = Object.entries(TYPES[crm]);
  const [type, setType] = useState(types[0]?.[0] ?? "");
  const [search, setSearch] = useState("");
  const [offset, setOffset] = useState(0);
  const [open, setOpen] = useState<string | null>(null);
  const columns = types.find(([name]) => name === type)?.[1] ?? [];
  const found = useFound(crm, type, search, offset);
  return (
    <div className="crm">
      <Traffic crm={crm} />
      <div className="toolbar">
        {types.map(([name]) => (
          <button
            key={name}
            type="button"
            aria-pressed={type === name}
            onClick={() => {
              setType(name);
              setOffset(0);
              setOpen(null);
            }}
          >
            {name}
          </button>
        ))}
        <input
          type="search"
          placeholder="Search in all fields"
          aria-label={`Search ${type}`}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setOffset(0);
          }}
        />
      </div>
      <table className="records">
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.records.map((record) => (
            <tr key={record.id} aria-selected={open === record.id} onClick={() => setOpen(record.id)}>
              {columns.map((name, at) => (
                <td key={name}>
                  {at === 0 ? (
                    <button type="button" className="plain" onClick={() => setOpen(record.id)}>
                      {shown(record, name) || "–"}
                    </button>
                  ) : (
                    shown(record, name)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="pager">
        <span>
          {found.total === 0
            ? "None"
            : `${offset + 1}–${Math.min(offset + PAGE, found.total)} of ${found.total.toLocaleString("en")}`}
        </span>
        <button
          type="button"
          className="small"
          disabled={offset === 0}
          onClick={() => setOffset(Math.max(0, offset - PAGE))}
        >
          Back
        </button>
        <button
          type="button"
          className="small"
          disabled={offset + PAGE >= found.total}
          onClick={() => setOffset(offset + PAGE)}
        >
          Next
        </button>
      </div>
      {open === null ? null : (
        <RecordForm key={`${type} ${open}`} crm={crm} type={type} id={open} close={() => setOpen(null)} say={say} />
      )}
    </div>
  );
}

interface Found {
  readonly total: number;
  readonly records: readonly RemoteRecord[];
}

/** One page of records; a search looks through all of them, here, once typing has paused. */
function useFound(crm: CrmName, type: string, search: string, offset: number): Found {
  const [word, setWord] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setWord(search.trim().toLowerCase()), 300);
    return () => clearTimeout(timer);
  }, [search]);
  const path = `/${crm}/records/${type}`;
  const load = async (): Promise<Found> => {
    if (word === "") return ask<Found>(`${path}?limit=${PAGE}&offset=${offset}`);
    const all = await ask<Found>(`${path}?limit=100000`);
    const hits = all.records.filter((one) => Object.values(one.fields).join("\n").toLowerCase().includes(word));
    return { total: hits.length, records: hits.slice(offset, offset + PAGE) };
  };
  const { value } = usePolled(load, `${path} ${word} ${offset}`, word === "" ? 2000 : 6000);
  return value ?? { total: 0, records: [] };
}

/** Quotas as bars, and the newest requests. */
function Traffic({ crm }: { crm: CrmName }) {
  const [log, setLog] = useState(false);
  const { value } = usePolled(() => ask<Calls>(`/calls?service=${crm}`), crm);
  const daily = value?.quota.daily;
  const burst = value?.quota.burst;
  return (
    <div className="traffic">
      <div className="quotas">
        {daily == null ? null : <Bar label="Daily" used={daily.used} limit={daily.limit} />}
        {burst == null ? null : <Bar label="Burst" used={burst.used} limit={burst.limit} />}
        <div className="refused">
          <span>{(value?.calls.length ?? 0).toLocaleString("en")} requests</span>
          <span>{value?.refused429 ?? 0} refused</span>
        </div>
        <button type="button" className="small" aria-expanded={log} onClick={() => setLog(!log)}>
          {log ? "Hide" : "Show"} requests
        </button>
      </div>
      {log ? (
        <ol className="calls">
          {(value?.calls ?? [])
            .slice(-30)
            .reverse()
            .map((call) => (
              <li key={call.seq} className={call.status >= 400 || call.status === 0 ? "bad" : ""}>
                <time>{clock(call.at)}</time>
                <b>{call.status}</b>
                <span>{call.method}</span>
                <code title={call.path}>{call.path}</code>
                <span>{call.records > 0 ? call.records : ""}</span>
              </li>
            ))}
        </ol>
      ) : null}
    </div>
  );
}

function Bar({ label, used, limit }: { label: string; used: number; limit: number }) {
  return (
    <div className="bar">
      <span>
        {label} {used.toLocaleString("en")} of {limit.toLocaleString("en")}
      </span>
      <progress max={limit} value={used} />
    </div>
  );
}

function shown(record: RemoteRecord, name: string): string {
  const value = record.fields[name];
  return value === null || value === undefined ? "" : String(value);
}
