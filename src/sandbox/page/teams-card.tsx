import { useEffect, useRef, useState } from "react";
import { type Deed, deedOf } from "./teams-deed.ts";
import { drawCard } from "./teams-draw.ts";

/** An Adaptive Card; drawn anew only when it changes, so that what somebody types in it stays. */
export function TeamsCard({ card, act }: { card: unknown; act: (deed: Deed) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(act);
  latest.current = act;
  const [failed, setFailed] = useState(false);
  const json = JSON.stringify(card);
  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const drawn = tryDrawing(json, (deed) => latest.current(deed));
    setFailed(drawn === null);
    const focused = box.contains(document.activeElement) ? nameOf(document.activeElement) : null;
    box.replaceChildren(...(drawn === null ? [] : [drawn]));
    if (focused !== null) refocus(box, focused);
  }, [json]);
  return (
    <>
      <div className="card" ref={place} tabIndex={-1} />
      {failed ? <pre>{json}</pre> : null}
    </>
  );
}

function tryDrawing(json: string, act: (deed: Deed) => void): HTMLElement | null {
  try {
    return drawCard(JSON.parse(json), (action) => act(deedOf(action)));
  } catch {
    return null;
  }
}

function nameOf(element: Element | null): string {
  return element?.getAttribute("data-action-id") ?? "";
}

/** Who works with the keyboard stays where they were when the card under them is edited. */
function refocus(box: HTMLElement, name: string): void {
  const same = [...box.querySelectorAll<HTMLElement>("[data-action-id]")].find((one) => nameOf(one) === name);
  (same ?? box).focus();
}
