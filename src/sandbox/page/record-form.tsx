import { useEffect, useState } from "react";
import { ask, post, type RemoteRecord } from "./calls.ts";
import { CRMS, type CrmName } from "./crms.ts";
import { asText, nameOf, type SchemaField, typed } from "./fields.ts";

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
          const value = edits[field.name] ?? typeable(record?.fields[field.name]);
          const change = (text: string) => setEdits({ ...edits, [field.name]: text });
          return (
            <div key={field.name}>
              <label htmlFor={`record-${field.name}`}>{nameOf(field)}</label>
              <Input field={field} value={value} change={change} />
            </div>
          );
        })}
      </div>
      <footer>
        <button type="button" className="danger" onClick={() => void run("DELETE")}>
          Delete
        </button>
        {type === CRMS[crm].converts ? (
          <button type="button" onClick={() => void convert()}>
            Convert
          </button>
        ) : null}
        <button type="submit" className="primary" disabled={Object.keys(edits).length === 0}>
          Save in {CRMS[crm].label}
        </button>
      </footer>
    </form>
  );
}

/** What can be typed back: an object as JSON. */
function typeable(value: unknown): string {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? JSON.stringify(value) : asText(value);
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
