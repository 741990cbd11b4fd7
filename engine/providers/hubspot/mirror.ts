/**
 * A property that only mirrors an association: it is read as a property and written as an association. The types are
 * HubSpot's own ids of the primary and the unlabelled one, in this order.
 */
export interface Mirror {
  readonly property: string;
  readonly to: string;
  readonly types: readonly [primary: number, unlabelled: number];
}

const mirrors: Readonly<Record<string, Mirror>> = {
  contacts: { property: "associatedcompanyid", to: "companies", types: [1, 279] },
  deals: { property: "hs_primary_associated_company", to: "companies", types: [5, 341] },
};

export function mirrorOf(type: string): Mirror | null {
  return mirrors[type] ?? null;
}
