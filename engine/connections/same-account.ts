import type { Identity } from "../provider.ts";

/**
 * Whether both are the same account at the CRM: the same org, and both a sandbox or both production. Another user of it
 * may be another one. Salesforce tells ids of 15 or 18 characters; the first 15 are the org. Pure.
 */
export function sameAccount(a: Identity, b: Identity): boolean {
  const short = (id: string) => (/^00D\w{12,15}$/.test(id) ? id.slice(0, 15) : id);
  return short(a.id) === short(b.id) && a.sandbox === b.sandbox;
}

/** Two accounts by the names that tell them apart: a sandbox often bears its org's name. Pure. */
export function apart(expected: Identity, got: Identity): { readonly expected: string; readonly got: string } {
  if (expected.sandbox === got.sandbox) return { expected: expected.name, got: got.name };
  const named = ({ name, sandbox }: Identity) => `${name} (${sandbox ? "sandbox" : "production"})`;
  return { expected: named(expected), got: named(got) };
}
