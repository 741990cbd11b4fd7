const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
const pairs = Array.from({ length: 4096 }, (_, n) => digits.charAt(n >> 6) + digits.charAt(n & 63));

/**
 * An object's match key as the tables hold it: six digits of a hash, '' for none. Keys are long and come in no order, so
 * an index of whole ones is most of what a first pull writes. Two keys may share a short one: who finds a record by it
 * compares the whole key.
 */
export function shortKey(object: string, key: string): string {
  if (key === "") return "";
  const state = { high: 0x2f0b4c47, low: 0x51ed270b };
  stir(state, object);
  stir(state, key);
  let { high, low } = state;
  high = Math.imul(high ^ (high >>> 15) ^ low, 0x45d9f3b5);
  low = Math.imul(low ^ (low >>> 13) ^ high, 0x2c1b3c6d);
  high ^= high >>> 16;
  return two(high >>> 20) + two((high >>> 8) & 4095) + two(low >>> 20);
}

function two(twelveBits: number): string {
  return pairs[twelveBits] ?? "";
}

/** Two lanes, of every other character each: half the steps. */
function stir(state: { high: number; low: number }, text: string): void {
  let { high, low } = state;
  high ^= text.length;
  for (let at = 0; at < text.length; at += 2) {
    high = Math.imul(high ^ text.charCodeAt(at), 0x5bd1e995);
    high ^= high >>> 15;
    low = Math.imul(low ^ (at + 1 < text.length ? text.charCodeAt(at + 1) : 0), 0x2c1b3c6d);
    low ^= low >>> 13;
  }
  state.high = high;
  state.low = low;
}
