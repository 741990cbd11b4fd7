import type { Token } from "../provider.ts";
import { readConnections } from "../store/connections.ts";
import type { Sql } from "../store/sql.ts";
import type { Keyring } from "./seal.ts";
import { tokenPlace } from "./tokens.ts";

/** When each signed-in connection's access token ends by our clock; null = the CRM does not tell. */
export async function tokenExpiries(
  sql: Sql,
  keyring: Keyring,
): Promise<readonly { readonly connection: string; readonly expiresAt: number | null }[]> {
  return (await readConnections(sql)).flatMap(({ name, token }) => {
    if (token === null) return [];
    const { expiresAt } = JSON.parse(keyring.open(token, tokenPlace(name))) as Token;
    return [{ connection: name, expiresAt }];
  });
}
