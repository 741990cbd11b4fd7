import type { ObjectName } from "../record.ts";

/** Objects that are to be looked at before their time, and how soon again. */
export interface Wishes {
  /** `againMs` > 0 = once more after that: what a CRM tells of at once its search may find only later. */
  add(connection: string, object: ObjectName, againMs: number): void;
  /** Whether an object is to be looked at now; a wish is used up by that. */
  take(connection: string, object: ObjectName): boolean;
}

/** A CRM tells of each edit; we look at most this often. */
const pauseMs = 1_000;

interface Wish {
  soon: boolean;
  laterAt: number | null;
  takenAt: number | null;
}

/** However many wishes come, they are one look; `mono` is the clock that never goes back. */
export function createWishes(mono: () => number): Wishes {
  const wishes = new Map<string, Wish>();
  const keyOf = (connection: string, object: ObjectName) => `${connection} ${object}`;
  return {
    add: (connection, object, againMs) => {
      const key = keyOf(connection, object);
      const laterAt = againMs > 0 ? mono() + againMs : null;
      wishes.set(key, { soon: true, laterAt, takenAt: wishes.get(key)?.takenAt ?? null });
    },
    take: (connection, object) => {
      const wish = wishes.get(keyOf(connection, object));
      if (!wish) return false;
      const now = mono();
      const late = wish.laterAt !== null && wish.laterAt <= now;
      if (!wish.soon && !late) return false;
      if (wish.takenAt !== null && now - wish.takenAt < pauseMs) return false;
      wish.soon = false;
      wish.takenAt = now;
      if (late) wish.laterAt = null;
      return true;
    },
  };
}
