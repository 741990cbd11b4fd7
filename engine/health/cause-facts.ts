import type { Value } from "../record.ts";
import { type ChangeBefore, type LikelyCause, likelyCauses, type SignInEvidence } from "./cause.ts";

/** What an incident keeps of the likely causes: flat, so that lists are JSON. Pure. */
export function causeFacts(evidence: SignInEvidence): Readonly<Record<string, Value>> {
  const { said, madeAt, wellAt, crowd, before } = evidence;
  return {
    causes: JSON.stringify(likelyCauses(evidence)),
    before: JSON.stringify(before),
    saidCode: said?.code ?? null,
    saidWords: said?.words ?? null,
    madeAt,
    wellAt,
    signIns: crowd.count,
    signInsKept: crowd.most,
  };
}

/** Reads the causes back; nothing where an older version wrote none. Pure. */
export function causesOf(facts: Readonly<Record<string, Value>>): readonly LikelyCause[] {
  return listOf<LikelyCause>(facts.causes);
}

/** What changed before it. Pure. */
export function changesOf(facts: Readonly<Record<string, Value>>): readonly ChangeBefore[] {
  return listOf<ChangeBefore>(facts.before);
}

function listOf<T>(text: Value | undefined): readonly T[] {
  const told: unknown = JSON.parse(typeof text === "string" ? text : "[]");
  return Array.isArray(told) ? (told as readonly T[]) : [];
}
