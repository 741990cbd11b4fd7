import { crc32, deflateSync } from "node:zlib";

/** Red, green, blue; 0 to 255. */
export type Colour = readonly [number, number, number];

/** Points of a pixel that are asked in each direction: enough for smooth edges. */
const GRID = 5;

/**
 * A square PNG (8 bits, with alpha). `colourAt` answers for a point, both coordinates from 0 to 1 from the left upper
 * corner, null = see-through. A pixel takes the mean of its points; one that no point covers is white and see-through.
 */
export function png(size: number, colourAt: (x: number, y: number) => Colour | null): Uint8Array {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y++) {
    // Each row begins with its filter: 0, none.
    for (let x = 0; x < size; x++) rows.set(pixel(x, y, size, colourAt), y * (1 + size * 4) + 1 + x * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

function pixel(x: number, y: number, size: number, colourAt: (x: number, y: number) => Colour | null): number[] {
  const steps = Array.from({ length: GRID }, (_, step) => (step + 0.5) / GRID);
  const covered = steps
    .flatMap((up) => steps.map((left) => colourAt((x + left) / size, (y + up) / size)))
    .filter(isColour);
  if (covered.length === 0) return [255, 255, 255, 0];
  const mean = (part: 0 | 1 | 2) => Math.round(covered.reduce((sum, colour) => sum + colour[part], 0) / covered.length);
  return [mean(0), mean(1), mean(2), Math.round((255 * covered.length) / GRID ** 2)];
}

function isColour(colour: Colour | null): colour is Colour {
  return colour !== null;
}

/** Length, name, content, and the checksum of name and content. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
