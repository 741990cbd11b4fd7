import { type RefObject, useEffect, useRef } from "react";

/** Keeps the newest message in sight, unless the reader has scrolled up; whoever asked something wants its answer. */
export function useScrolledDown(count: number, asked: RefObject<boolean>) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null || count === 0) return;
    const away = element.scrollHeight - element.scrollTop - element.clientHeight;
    const newest = element.lastElementChild;
    if (asked.current && newest instanceof HTMLElement) element.scrollTop = newest.offsetTop - element.offsetTop;
    else if (away < 600 || element.scrollTop === 0) element.scrollTop = element.scrollHeight;
    asked.current = false;
  }, [count, asked]);
  return box;
}
