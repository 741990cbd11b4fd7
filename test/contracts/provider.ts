import { describe } from "vitest";
import { maker, type RigName } from "./crm-rig.ts";
import { changesContract } from "./provider-changes.ts";
import { dealContract } from "./provider-deals.ts";
import { pushContract } from "./provider-push.ts";
import { readContract } from "./provider-reads.ts";
import { repairContract } from "./provider-repairs.ts";
import { signInContract } from "./provider-sign-in.ts";
import { troubleContract } from "./provider-trouble.ts";

/** What every provider must do, told in our field names; run with the real SDK over the simulated CRM. */
export function providerContract(name: RigName): void {
  const make = maker(name);
  describe("signing in", () => signInContract(make));
  describe("looking", () => readContract(make));
  describe("changes", () => changesContract(make));
  describe("writing", () => pushContract(make));
  describe("deals", () => dealContract(make));
  describe("trouble", () => troubleContract(make));
  describe("repairs", () => repairContract(name, make));
}
