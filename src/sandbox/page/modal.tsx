import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Field, View } from "./calls.ts";

/** A form that the bot opened, with `children` above its fields. Escape closes it. */
export function Modal({
  view,
  busy,
  submit,
  close,
  children,
}: {
  view: Omit<View, "blocks">;
  busy: boolean;
  children: ReactNode;
  submit: (values: Record<string, string>) => void;
  close: () => void;
}) {
  const [values, setValues] = useState<Record<string, string>>({});
  const form = useFocusInside();
  const send = view.buttons.find((one) => one.kind === "submit");
  const shut = view.buttons.find((one) => one.kind === "close");
  const go = (event: FormEvent) => {
    event.preventDefault();
    submit(Object.fromEntries(view.fields.map((one) => [one.label, values[one.id] ?? one.value])));
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    <div className="veil">
      <form
        ref={form}
        className="modal"
        role="dialog"
        aria-label={view.title}
        data-view-id={view.id}
        onSubmit={go}
        onKeyDown={leave}
      >
        <h2>{view.title}</h2>
        {children}
        {view.fields.map((field) => (
          <FieldRow
            key={field.id}
            field={field}
            value={values[field.id] ?? field.value}
            change={(value) => setValues({ ...values, [field.id]: value })}
          />
        ))}
        <footer>
          <button type="button" onClick={close}>
            {shut?.label ?? "Close"}
          </button>
          {send === undefined ? null : (
            <button type="submit" className="primary" disabled={busy}>
              {send.label}
            </button>
          )}
        </footer>
      </form>
    </div>
  );
}

/** Puts the focus on the first field, and back where it was once the form is gone. */
function useFocusInside() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    form.current?.querySelector<HTMLElement>(".field input, .field select, .field textarea, footer button")?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return form;
}

const TYPES: Readonly<Record<string, string>> = {
  email: "email",
  number: "number",
  date: "date",
  time: "time",
  url: "url",
};

function FieldRow({ field, value, change }: { field: Field; value: string; change: (value: string) => void }) {
  const id = `field-${field.id}`;
  const common = { id, required: field.required, "aria-invalid": field.error !== null, "data-action-id": field.id };
  return (
    <div className="field">
      <label htmlFor={id}>
        {field.label} {field.required ? null : <span>(optional)</span>}
      </label>
      {field.options.length > 0 ? (
        <select {...common} value={value} onChange={(event) => change(event.target.value)}>
          <option value="">Choose…</option>
          {field.options.map((one) => (
            <option key={one.value} value={one.value}>
              {one.label}
            </option>
          ))}
        </select>
      ) : field.kind === "multiline" ? (
        <textarea {...common} rows={4} value={value} onChange={(event) => change(event.target.value)} />
      ) : (
        <input
          {...common}
          type={TYPES[field.kind] ?? "text"}
          value={value}
          onChange={(event) => change(event.target.value)}
        />
      )}
      {field.hint === null ? null : <small>{field.hint}</small>}
      {field.error === null ? null : <strong role="alert">{field.error}</strong>}
    </div>
  );
}
