import { accountNamed } from "../../src/sandbox/crm/crm.ts";
import { issue } from "../../src/sandbox/crm/oauth.ts";
import { salesforceService } from "../../src/sandbox/salesforce/service.ts";
import { serve } from "../../src/sandbox/shell.ts";
import { API, type Order, pageSoql } from "./contacts.ts";
import { createSalesforceOrg } from "./org.ts";

// The simulated Salesforce, in a process of its own. It writes its order as one line and ends with its parent.

const records = Number(process.argv[2]);
const client = { id: "bench", secret: "bench-secret" };
const crm = createSalesforceOrg(records, client);
const { url } = await serve(salesforceService(crm), 0);
const main = accountNamed(crm, "main");
const grant = { clientId: client.id, account: main.name, userId: main.appUser.id, scopes: ["api", "refresh_token"] };
const { token } = issue(crm.oauth, grant);

await warm();
process.stdout.write(`${JSON.stringify({ url, token, client, records } satisfies Order)}\n`);
process.stdin.on("end", () => process.exit(0)).resume();

/** Each row is written as text once before anything is measured, so that all measurements meet the same server. */
async function warm(): Promise<void> {
  let after: Parameters<typeof pageSoql>[0] = null;
  for (;;) {
    const response: Response = await fetch(`${url}${API}/query?q=${encodeURIComponent(pageSoql(after))}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = (await response.json()) as { records: { Id: string; SystemModstamp: string }[] };
    const last = page.records.at(-1);
    if (!last) return;
    after = { stamp: new Date(last.SystemModstamp).toISOString(), id: last.Id };
  }
}
