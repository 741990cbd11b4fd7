/** An e-mail address or phone number of a person. */
export interface ContactPoint {
  readonly value: string;
  readonly primary: boolean;
  readonly label: string;
}

/**
 * The list as the table keeps it: the one usual address as plain text, so that it can be found by, anything else as
 * JSON. Exactly one is primary: the first that says so, or the first of all.
 */
export function keptPoints(
  given: readonly { readonly value: string; readonly primary?: boolean; readonly label?: string }[],
): string | null {
  const chosen = Math.max(
    0,
    given.findIndex((one) => one.primary === true),
  );
  const points = given.map(({ value, label = "work" }, i) => ({ value, primary: i === chosen, label }));
  const [only, second] = points;
  if (only === undefined) return null;
  return second === undefined && only.label === "work" && !only.value.startsWith("[{")
    ? only.value
    : JSON.stringify(points);
}

export function pointsOf(kept: unknown): readonly ContactPoint[] {
  if (typeof kept !== "string" || kept === "") return [];
  if (kept.startsWith("[{")) return JSON.parse(kept);
  return [{ value: kept, primary: true, label: "work" }];
}

export function primaryOf(kept: unknown): string | null {
  const points = pointsOf(kept);
  return (points.find((one) => one.primary) ?? points[0])?.value ?? null;
}
