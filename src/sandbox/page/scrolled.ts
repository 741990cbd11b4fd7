import { type RefObject, useEffect, useRef } from "react";

/**
 * Keeps the newest message in sight, unless the reader has scrolled up, also while the last ones grow by edits; whoever
 * asked something sees its answer from the top.
 */
export function useScrolledDown(count: number, asked: RefObject<boolean>, busy: boolean) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => {
      atEnd.current = away(element) < 40;
    };
    element.addEventListener("scroll", look);
    return () => element.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    const element = box.current;
    if (element === null || count === 0) return;
    const newest = element.lastElementChild;
    if (asked.current && newest instanceof HTMLElement) element.scrollTop = newest.offsetTop - element.offsetTop;
    else if (atEnd.current || away(element) < 600) element.scrollTop = element.scrollHeight;
    atEnd.current = away(element) < 40;
    // While the bot is at it, more may come: first the question, then its answer.
    if (!busy) asked.current = false;
  }, [count, asked, busy]);
  useEffect(() => {
    const element = box.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  });
  return box;
}

/** How far the reader is from the end, in pixels. */
function away(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}
