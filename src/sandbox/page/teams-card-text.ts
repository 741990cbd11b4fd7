/**
 * A dialog's card without its inputs and actions, which the page draws itself, by the labels that the sandbox knows;
 * and without the sentences that would name all of it.
 */
export function readable(card: unknown): unknown {
  if (Array.isArray(card)) return card.filter((one) => !isAsked(one)).map(readable);
  if (typeof card !== "object" || card === null) return card;
  const parts = Object.entries(card).filter(([key]) => key !== "actions" && key !== "speak");
  return Object.fromEntries(parts.map(([key, part]) => [key, readable(part)]));
}

function isAsked(part: unknown): boolean {
  const type = typeof part === "object" && part !== null && "type" in part ? part.type : null;
  return typeof type === "string" && (type.startsWith("Input.") || type === "ActionSet");
}
