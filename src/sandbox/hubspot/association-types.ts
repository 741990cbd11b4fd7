/** Kinds of associations between two object types, with HubSpot's own numbers; each has its mirror. */
export interface AssociationType {
  readonly id: number;
  readonly mirror: number;
  readonly from: string;
  readonly to: string;
  /** The name that lists of records show. */
  readonly name: string;
  readonly label: string | null;
  /** At most one of this kind leaves a record, and the other type stays in step with a property. */
  readonly primary: boolean;
}

export const associationTypes: readonly AssociationType[] = [
  { id: 1, mirror: 2, from: "contacts", to: "companies", name: "contact_to_company", label: "Primary", primary: true },
  {
    id: 279,
    mirror: 280,
    from: "contacts",
    to: "companies",
    name: "contact_to_company_unlabeled",
    label: null,
    primary: false,
  },
  { id: 2, mirror: 1, from: "companies", to: "contacts", name: "company_to_contact", label: "Primary", primary: true },
  {
    id: 280,
    mirror: 279,
    from: "companies",
    to: "contacts",
    name: "company_to_contact_unlabeled",
    label: null,
    primary: false,
  },
];

/** The kinds that lead from one type to another, primary first. */
export function typesBetween(from: string, to: string): readonly AssociationType[] {
  return associationTypes.filter((type) => type.from === from && type.to === to);
}

export function associationType(from: string, to: string, category: string, id: number): AssociationType | null {
  if (category !== "HUBSPOT_DEFINED") return null;
  return typesBetween(from, to).find((type) => type.id === id) ?? null;
}
