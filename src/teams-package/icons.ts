import { type Colour, png } from "./png.ts";

const WHITE: Colour = [255, 255, 255];
const PALE: Colour = [126, 211, 199];
const GROUND: Colour = [31, 58, 95];

/** The ground of the colour icon, as the manifest wants it beside the icon. */
export const accentColor = `#${GROUND.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

/** An arrow that goes a bit less than half around. Lengths in half widths of the mark, angles clockwise from the right. */
interface Arrow {
  readonly radius: number;
  /** Half of the line's width. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly head: { readonly length: number; readonly half: number };
}

const BOLD: Arrow = arrow(0.8, 0.13, 0.48, 0.34);
/** Thirty-two pixels need a broader head and a line of about two pixels. */
const THIN: Arrow = arrow(0.8, 0.105, 0.46, 0.34);

function arrow(radius: number, line: number, length: number, half: number): Arrow {
  return { radius, line, from: degrees(-172), to: degrees(-44), head: { length, half } };
}

/** 192 x 192, the whole square filled; the mark stays within the middle 120 (Teams' app icon guide). */
export function colourIcon(): Uint8Array {
  const half = 60 / 192;
  return png(192, (x, y) => {
    const [right, down] = [(x - 0.5) / half, (y - 0.5) / half];
    if (covers(BOLD, right, down)) return WHITE;
    return covers(BOLD, -right, -down) ? PALE : GROUND;
  });
}

/** 32 x 32, white on nothing; a pixel is left free on each side. */
export function outlineIcon(): Uint8Array {
  const half = 15 / 32;
  return png(32, (x, y) => {
    const [right, down] = [(x - 0.5) / half, (y - 0.5) / half];
    return covers(THIN, right, down) || covers(THIN, -right, -down) ? WHITE : null;
  });
}

/** Whether a point lies on the arrow: on its bent line, on the line's round end, or on its head. */
function covers({ radius, line, from, to, head }: Arrow, x: number, y: number): boolean {
  const angle = Math.atan2(y, x);
  if (angle >= from && angle <= to && Math.abs(Math.hypot(x, y) - radius) <= line) return true;
  if (Math.hypot(x - radius * Math.cos(from), y - radius * Math.sin(from)) <= line) return true;
  // Where the head stands: outwards from the middle, and forwards along the circle.
  const outwards = x * Math.cos(to) + y * Math.sin(to) - radius;
  const forwards = y * Math.cos(to) - x * Math.sin(to);
  return forwards >= 0 && forwards <= head.length && Math.abs(outwards) <= head.half * (1 - forwards / head.length);
}

function degrees(angle: number): number {
  return (angle * Math.PI) / 180;
}
