import { useEffect, useState } from "react";
import { ask, type RemoteRecord } from "./calls.ts";
import { CRMS, type CrmName } from "./crms.ts";
import { type SchemaField, shown } from "./fields.ts";
import { FieldsPanel } from "./fields-panel.tsx";
import { LOAD, loadFair } from "./load.ts";
import { usePolled } from "./polling.ts";
import { RecordForm } from "./record-form.tsx";
import { Traffic } from "./traffic.tsx";

const PAGE = 12;

/** What a person sees inside one CRM: its records, its quotas and the requests that reached it. */
export function CrmPanel({ crm, say }: { crm: CrmName; say: (text: string | null) => void }) {
  const types: readonly (readonly [string, readonly string[]])[] = Object.entries(CRMS[crm].types);
  const [type, setType] = useState(types[0]?.[0] ?? "");
  const [search, setSearch] = useState("");
  const [offset, setOffset] = useState(0);
  const [open, setOpen] = useState<string | null>(null);
  const columns = types.find(([name]) => name === type)?.[1] ?? [];
  const { fields, reload } = useFields(crm, type);
  const [admin, setAdmin] = useState(false);
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
              setAdmin(false);
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
                      {shown(record, name, fields) || "–"}
                    </button>
                  ) : (
                    shown(record, name, fields)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="pager">
        <button type="button" className="small" onClick={() => setAdmin(true)}>
          Fields…
        </button>
        {crm === LOAD.crm && type === LOAD.type ? <Load say={say} /> : null}
        <span className="far">
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
      {admin ? (
        <FieldsPanel
          key={type}
          crm={crm}
          type={type}
          fields={fields}
          changed={reload}
          close={() => setAdmin(false)}
          say={say}
        />
      ) : null}
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

/** The fields of a type as they are now: an administrator may change them. */
function useFields(crm: CrmName, type: string): { readonly fields: readonly SchemaField[]; reload(): Promise<void> } {
  const path = `/${crm}/schema/${type}`;
  const { value, reload } = usePolled(() => ask<{ fields: readonly SchemaField[] }>(path), path, 10_000);
  return { fields: value?.fields ?? [], reload };
}

/** Brings in many records at once, as somebody with a list would. */
function Load({ say }: { say: (text: string | null) => void }) {
  const [busy, setBusy] = useState(false);
  const load = () => {
    setBusy(true);
    loadFair()
      .then(
        () => say(null),
        (cause: Error) => say(cause.message),
      )
      .finally(() => setBusy(false));
  };
  return (
    <button type="button" className="small" title={LOAD.tells} disabled={busy} onClick={load}>
      {LOAD.label}
    </button>
  );
}
