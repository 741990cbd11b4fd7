import { CrmError, type PushResult, type Trouble, type Write } from "../../engine/provider.ts";
import type { Fields } from "../../engine/record.ts";

export async function troubleIn(work: Promise<unknown>): Promise<Trouble | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof CrmError) return error.trouble;
    throw error;
  }
}

export function create(key: string, fields: Fields, unique: Write["unique"] = null): Write {
  return { key, op: "create", externalId: null, fields, unique };
}

export function update(key: string, externalId: string, fields: Fields): Write {
  return { key, op: "update", externalId, fields, unique: null };
}

export function remove(key: string, externalId: string): Write {
  return { key, op: "delete", externalId, fields: {}, unique: null };
}

export function idOf(result: PushResult | undefined): string {
  return result?.ok === true ? result.externalId : "";
}
