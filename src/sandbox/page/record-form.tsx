import { useEffect, useState } from "react";
import { ask, post, type RemoteRecord } from "./calls.ts";

export type CrmName = "salesforce" | "hubspot";

interface SchemaField {
  readonly name: string;
  readonly type?: string;
  readonly readOnly?: boolean;
  readonly options?: readonly string[] | null;
}

/** One record, to be edited as somebody inside the CRM would. */
export function RecordForm({
  crm,
  type,
  id,
  close,
  say,
}: {
  crm: CrmName;
  type: string;
  id: string;
  close: () => void;
  say: (text: string | null) => void;
}) {
  const [record, setRecord] = useState<RemoteRecord | null>(null);
  const [fields, setFields] = useState<readonly SchemaField[]>([]);
  const [edits, setEdits] = useState<Record<string, string>>({});
  const path = `/${crm}/records/${type}/${id}`;
  useEffect(() => {
    const fail = (cause: Error) => say(cause.message);
    ask<RemoteRecord>(path).then(setRecord, fail);
    ask<{ fields: readonly SchemaField[] }>(`/${crm}/schema/${type}`).then((schema) => setFields(schema.fields), fail);
  }, [path, crm, type, say]);
  const run = (method: "PATCH" | "DELETE") =>
    ask(`${path}?check=1`, { method, ...(method === "PATCH" ? { body: { fields: typed(edits, fields) } } : {}) }).then(
      () => {
        say(null);
        close();
      },
      (cause: Error) => say(cause.message),
    );
  const convert = () =>
    post(`${path}/convert`, {}).then(
      () => {
        say(null);
        close();
      },
      (cause: Error) => say(cause.message),
    );
  const editable = fields.filter((one) => one.readOnly !== true);
  return (
    <form
      className="record"
      aria-label={`${type} ${id}`}
      onSubmit={(event) => {
        event.preventDefault();
        void run("PATCH");
      }}
    >
      <header>
        <b>{type}</b> <code>{id}</code>
        <button type="button" className="small" onClick={close}>
          Close
        </button>
      </header>
      <div className="fields">
        {editable.map((field) => {
          const value = edits[field.name] ?? String(record?.fields[field.name] ?? "");
          const change = (text: string) => setEdits({ ...edits, [field.name]: text });
          return (
            <div key={field.name}>
              <label htmlFor={`record-${field.name}`}>{field.name}</label>
              <Input field={field} value={value} change={change} />
            </div>
          );
        })}
      </div>
      <footer>
        <button type="button" className="danger" onClick={() => void run("DELETE")}>
          Delete
        </button>
        {type === "Lead" ? (
          <button type="button" onClick={() => void convert()}>
            Convert
          </button>
        ) : null}
        <button type="submit" className="primary" disabled={Object.keys(edits).length === 0}>
          Save in {crm === "salesforce" ? "Salesforce" : "HubSpot"}
        </button>
      </footer>
    </form>
  );
}

/** What was typed, as the CRM keeps it: booleans and numbers as themselves, nothing as null. */
function typed(edits: Readonly<Record<string, string>>, fields: readonly SchemaField[]): Record<string, unknown> {
  const typeOf = (name: string) => fields.find((one) => one.name === name)?.type;
  const kept = Object.entries(edits).map(([name, text]) => {
    if (text === "") return [name, null];
    if (typeOf(name) === "boolean") return [name, text === "true"];
    return [name, typeOf(name) === "number" ? Number(text) : text];
  });
  return Object.fromEntries(kept);
}

function Input({ field, value, change }: { field: SchemaField; value: string; change: (text: string) => void }) {
  const options = field.type === "boolean" ? ["true", "false"] : (field.options ?? []);
  if (options.length === 0)
    return <input id={`record-${field.name}`} value={value} onChange={(event) => change(event.target.value)} />;
  const all = options.includes(value) || value === "" ? options : [value, ...options];
  return (
    <select id={`record-${field.name}`} value={value} onChange={(event) => change(event.target.value)}>
      <option value="">–</option>
      {all.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}
