import { decideConflict, type FieldChoice } from "../asked/conflicts.ts";
import { writersOf } from "../asked/writers.ts";
import { allConflicts } from "../store/conflicts.ts";
import type { Worker } from "../worker.ts";

/** Who wrote what, and what people are to decide. */
export function conflictFace(worker: Worker) {
  const { store } = worker;
  return {
    /** Fields that both sides changed and that wait for a person. */
    conflicts: () => store.read(allConflicts),
    /** Ends a conflict of one field with the value of one side; false when there is none (any more). */
    decideConflict: (choice: FieldChoice, by: string) => store.write((sql) => decideConflict(sql, worker, choice, by)),
    /** Who wrote each field of a record last, when, and in which run. */
    writers: (object: string, id: string) => store.read((sql) => writersOf(sql, object, id)),
  };
}
