import * as seam from "../../provider.ts";

/** Where Salesforce's data hosts live; a token goes nowhere else. */
export const HOSTS = ["salesforce.com"] as const;

/** The origin of an address that Salesforce gave us (instance_url, the identity address); throws for a stranger's. */
export function trustedOrigin(address: string, loginUrl: string): string {
  return seam.trustedOrigin(address, loginUrl, { label: "Salesforce", hosts: HOSTS });
}
