import { type Scale, type Size, scales } from "../../../src/commands/examples-scale.ts";

export function scaleOf(size: Size): Scale {
  const found = scales.find((one) => one.size === size);
  if (!found) throw new Error(`no scale is called ${size}`);
  return found;
}
