import type { Difference } from "../../engine/index.ts";

/** What is known of the time after an alert was over: who mended it, what it cost, and what was owed. */
export interface Aftermath {
  /** Who signed in; null = it healed by itself, or it is not known any more. */
  readonly by: string | null;
  /** What the new sign-in may no longer do, and what it may do now. */
  readonly difference: Difference | null;
  /** Changes that waited then and still do. */
  readonly left: number;
  /** Of those that went out since. */
  readonly sent: number;
  readonly refused: number;
  /** Records that stand refused for want of a right on an object of which one was lost. */
  readonly held: number;
}

export const nothingAfter: Aftermath = { by: null, difference: null, left: 0, sent: 0, refused: 0, held: 0 };
