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

type Ends = readonly [from: string, to: string];

/** Both directions of one kind: the number from the first type to the second, and the number back. */
function pair(
  ends: Ends,
  words: Ends,
  ids: readonly [there: number, back: number],
  primary: boolean,
): AssociationType[] {
  const [from, to] = ends;
  const [one, other] = words;
  const name = (a: string, b: string) =>
    `${a}_to_${b}${!primary && hasPrimary.has(`${from}/${to}`) ? "_unlabeled" : ""}`;
  const label = primary ? "Primary" : null;
  return [
    { id: ids[0], mirror: ids[1], from, to, name: name(one, other), label, primary },
    { id: ids[1], mirror: ids[0], from: to, to: from, name: name(other, one), label, primary },
  ];
}

const hasPrimary: ReadonlySet<string> = new Set(["contacts/companies", "deals/companies", "leads/contacts"]);

export const associationTypes: readonly AssociationType[] = [
  ...pair(["contacts", "companies"], ["contact", "company"], [1, 2], true),
  ...pair(["contacts", "companies"], ["contact", "company"], [279, 280], false),
  ...pair(["deals", "companies"], ["deal", "company"], [5, 6], true),
  ...pair(["deals", "companies"], ["deal", "company"], [341, 342], false),
  ...pair(["deals", "contacts"], ["deal", "contact"], [3, 4], false),
  ...pair(["leads", "contacts"], ["lead", "contact"], [578, 579], true),
  ...pair(["leads", "contacts"], ["lead", "contact"], [608, 609], false),
  ...pair(["leads", "companies"], ["lead", "company"], [610, 611], false),
  ...pair(["calls", "contacts"], ["call", "contact"], [194, 193], false),
  ...pair(["calls", "deals"], ["call", "deal"], [206, 205], false),
  ...pair(["calls", "companies"], ["call", "company"], [182, 181], false),
  ...pair(["emails", "contacts"], ["email", "contact"], [198, 197], false),
  ...pair(["emails", "deals"], ["email", "deal"], [210, 209], false),
  ...pair(["emails", "companies"], ["email", "company"], [186, 185], false),
  ...pair(["meetings", "contacts"], ["meeting_event", "contact"], [200, 199], false),
  ...pair(["meetings", "deals"], ["meeting_event", "deal"], [212, 211], false),
  ...pair(["meetings", "companies"], ["meeting_event", "company"], [188, 187], false),
  ...pair(["notes", "contacts"], ["note", "contact"], [202, 201], false),
  ...pair(["notes", "deals"], ["note", "deal"], [214, 213], false),
  ...pair(["notes", "companies"], ["note", "company"], [190, 189], false),
  ...pair(["tasks", "contacts"], ["task", "contact"], [204, 203], false),
  ...pair(["tasks", "deals"], ["task", "deal"], [216, 215], false),
  ...pair(["tasks", "companies"], ["task", "company"], [192, 191], false),
];

/** The kinds that lead from one type to another, primary first. */
export function typesBetween(from: string, to: string): readonly AssociationType[] {
  return associationTypes.filter((type) => type.from === from && type.to === to);
}

export function associationType(from: string, to: string, category: string, id: number): AssociationType | null {
  if (category !== "HUBSPOT_DEFINED") return null;
  return typesBetween(from, to).find((type) => type.id === id) ?? null;
}
