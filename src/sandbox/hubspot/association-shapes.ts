import type { Row } from "../crm/table.ts";
import type { Ask } from "./ask.ts";
import { type AssociationType, associationType } from "./association-types.ts";
import type { Linked } from "./links.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { survivorOf } from "./records.ts";
import { done, invalid, type Outcome, refused } from "./refusal.ts";

interface Spec {
  readonly associationCategory: string;
  readonly associationTypeId: number;
}

export function alive(ask: Ask, type: ObjectType, id: string): Row | null {
  const row = survivorOf(tableFor(ask.account, type), id);
  return row === undefined || row.deleted ? null : row;
}

export function kindsOf(from: ObjectType, to: ObjectType, specs: readonly Spec[]): Outcome<readonly AssociationType[]> {
  const kinds: AssociationType[] = [];
  for (const { associationCategory, associationTypeId } of specs) {
    const kind = associationType(from.name, to.name, associationCategory, associationTypeId);
    if (kind === null)
      return refused(
        invalid(
          `The association type id ${associationTypeId} is not valid between ${from.singular} and ${to.singular}`,
        ),
      );
    kinds.push(kind);
  }
  return done(kinds);
}

export function shown(linked: Linked) {
  return { toObjectId: linked.id, associationTypes: linked.types.map(spec) };
}

export function spec(kind: AssociationType) {
  return { category: "HUBSPOT_DEFINED", typeId: kind.id, label: kind.label };
}

export function labelled(
  from: ObjectType,
  fromId: string,
  to: ObjectType,
  toId: string,
  kinds: readonly AssociationType[],
) {
  return {
    fromObjectTypeId: from.id,
    fromObjectId: fromId,
    toObjectTypeId: to.id,
    toObjectId: toId,
    labels: kinds.flatMap((kind) => kind.label ?? []),
  };
}

export function defaults(kind: AssociationType, fromId: string, toId: string): readonly object[] {
  const one = (id: number, from: string, to: string) => ({
    from: { id: from },
    to: { id: to },
    associationSpec: { associationCategory: "HUBSPOT_DEFINED", associationTypeId: id },
  });
  return [one(kind.id, fromId, toId), one(kind.mirror, toId, fromId)];
}
