import { type FormEvent, useId, useState } from "react";
import { ask } from "./calls.ts";
import { CRMS, type CrmName } from "./crms.ts";
import { nameOf, type SchemaField } from "./fields.ts";

/** One field at a time, changed as the CRM's administrator would. */
export function FieldsPanel({
  crm,
  type,
  fields,
  changed,
  close,
  say,
}: {
  crm: CrmName;
  type: string;
  fields: readonly SchemaField[];
  changed: () => Promise<void>;
  close: () => void;
  say: (text: string | null) => void;
}) {
  const own = fields.filter((one) => one.readOnly !== true);
  const [name, setName] = useState("");
  const field = own.find((one) => one.name === name) ?? own[0];
  const run = async (edit: Readonly<Record<string, unknown>>) => {
    try {
      await ask(`/${crm}/schema/${type}`, { method: "PATCH", body: { field: field?.name, ...edit } });
      say(null);
      if (typeof edit.to === "string") setName(edit.to);
    } catch (cause) {
      say(cause instanceof Error ? cause.message : String(cause));
    } finally {
      await changed();
    }
  };
  return (
    <section className="record admin" aria-label={`Fields of ${type}`}>
      <header>
        <b>Fields of {type}</b> <span>as the administrator of {CRMS[crm].label}</span>
        <button type="button" className="small" onClick={close}>
          Close
        </button>
      </header>
      <div className="line">
        <label htmlFor="admin-field">Field</label>
        <select id="admin-field" value={field?.name ?? ""} onChange={(event) => setName(event.target.value)}>
          {own.map((one) => (
            <option key={one.name} value={one.name}>
              {nameOf(one)}
            </option>
          ))}
        </select>
      </div>
      {field === undefined ? null : <FieldEdits key={field.name} field={field} run={run} />}
    </section>
  );
}

type Run = (edit: Readonly<Record<string, unknown>>) => Promise<void>;

function FieldEdits({ field, run }: { field: SchemaField; run: Run }) {
  return (
    <>
      <Typed label="New name" act="Rename" send={(to) => run({ op: "rename-field", to })} />
      {field.type === "string" ? (
        <Typed
          label="Longest text"
          now={String(field.length ?? "")}
          act="Save"
          send={(text) => run({ op: "retype-field", length: Number(text) })}
        />
      ) : null}
      {field.options ? (
        <>
          <Typed label="New value" act="Add" send={(value) => run({ op: "add-option", value })} />
          <ul className="options" aria-label="Values">
            {field.options.map((value) => (
              <li key={value}>
                {value}
                <button
                  type="button"
                  className="plain"
                  aria-label={`Remove ${value}`}
                  onClick={() => void run({ op: "remove-option", value })}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <footer>
        <Box label="Required" on={field.required === true} set={(on) => run({ op: "set-required", on })} />
        <Box
          label="The app may write it"
          on={field.write !== false}
          set={(write) => run({ op: "set-permission", level: "field", write })}
        />
        <button type="button" className="danger" onClick={() => void run({ op: "delete-field" })}>
          Delete the field
        </button>
      </footer>
    </>
  );
}

function Typed({
  label,
  act,
  now = "",
  send,
}: {
  label: string;
  act: string;
  now?: string;
  send: (text: string) => Promise<void>;
}) {
  const [text, setText] = useState(now);
  const id = useId();
  const go = (event: FormEvent) => {
    event.preventDefault();
    void send(text.trim()).then(() => setText(now === "" ? "" : text));
  };
  return (
    <form className="line" onSubmit={go}>
      <label htmlFor={id}>{label}</label>
      <input id={id} value={text} onChange={(event) => setText(event.target.value)} />
      <button type="submit" className="small" disabled={text.trim() === ""}>
        {act}
      </button>
    </form>
  );
}

function Box({ label, on, set }: { label: string; on: boolean; set: (on: boolean) => Promise<void> }) {
  return (
    <label className="box">
      <input type="checkbox" checked={on} onChange={(event) => void set(event.target.checked)} /> {label}
    </label>
  );
}
