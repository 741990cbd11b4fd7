import { useState } from "react";
import type { Block } from "./calls.ts";

type Pressed = (action: string, picked?: string) => void;

/** A button or menu of a message; `data-action-id` names it as the bot does. */
export function Element({ element, press }: { element: Block; press: Pressed }) {
  const [asking, setAsking] = useState(false);
  const id = String(element.action_id);
  if (Array.isArray(element.options)) return <Menu element={element} press={press} />;
  if (element.type === "image") return null;
  const label = textOf(element.text);
  const url = typeof element.url === "string" ? element.url : null;
  const style = element.style === "primary" || element.style === "danger" ? element.style : "";
  if (url !== null && /^https?:/.test(url))
    return (
      <a
        className={`button ${style}`}
        data-action-id={id}
        href={url}
        target="_blank"
        rel="noreferrer"
        onClick={() => press(id)}
      >
        {label} ↗
      </a>
    );
  const confirm = record(element.confirm);
  return (
    <>
      <button
        type="button"
        className={style}
        data-action-id={id}
        onClick={() => (confirm === null ? press(id) : setAsking(true))}
      >
        {label}
      </button>
      {asking && confirm !== null ? (
        <div className="confirm" role="alertdialog" aria-label={textOf(confirm.title)}>
          <b>{textOf(confirm.title)}</b>
          <p>{textOf(confirm.text)}</p>
          <button
            type="button"
            className={style || "primary"}
            onClick={() => {
              setAsking(false);
              press(id);
            }}
          >
            {textOf(confirm.confirm) || "Yes"}
          </button>
          <button type="button" onClick={() => setAsking(false)}>
            {textOf(confirm.deny) || "Cancel"}
          </button>
        </div>
      ) : null}
    </>
  );
}

function Menu({ element, press }: { element: Block; press: Pressed }) {
  const id = String(element.action_id);
  const options = Array.isArray(element.options) ? element.options.map(record).filter((one) => one !== null) : [];
  const name = textOf(element.placeholder) || (element.type === "overflow" ? "⋯" : "Choose…");
  return (
    <select
      data-action-id={id}
      aria-label={name}
      value=""
      onChange={(event) => {
        if (event.target.value !== "") press(id, event.target.value);
      }}
    >
      <option value="">{name}</option>
      {options.map((option) => (
        <option key={String(option.value)} value={String(option.value)}>
          {textOf(option.text)}
        </option>
      ))}
    </select>
  );
}

function textOf(value: unknown): string {
  const text = record(value)?.text;
  return typeof text === "string" ? text : "";
}

function record(value: unknown): Block | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Block) : null;
}
