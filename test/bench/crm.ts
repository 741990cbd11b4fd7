import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { accountNamed } from "../../src/sandbox/crm/crm.ts";
import { addFault } from "../../src/sandbox/crm/fault-request.ts";
import { issue } from "../../src/sandbox/crm/oauth.ts";
import { inStampOrder } from "../../src/sandbox/crm/table.ts";
import { salesforceService } from "../../src/sandbox/salesforce/service.ts";
import type { ServiceRequest, ServiceResponse } from "../../src/sandbox/service.ts";
import { serve } from "../../src/sandbox/shell.ts";
import { API, type Order, pageSoql } from "./contacts.ts";
import { createSalesforceOrg } from "./org.ts";

// The simulated Salesforce, in a process of its own. It writes its order as one line and ends with its parent.

const records = Number(process.argv[2]);
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const client = { id: "bench", secret: "bench-secret" };
const crm = createSalesforceOrg(records, client);
const service = salesforceService(crm);
const arrivals: { readonly text: string; readonly at: number }[] = [];
const { url } = await serve({ ...service, handle }, 0);
const main = accountNamed(crm, "main");
// What is measured are pages of 2,000; a job would have to be waited for.
addFault(crm.board, { service: "salesforce", fault: "bulk-limit", limit: 0 });
const grant = { clientId: client.id, account: main.name, userId: main.appUser.id, scopes: ["api", "refresh_token"] };
const { token } = issue(crm.oauth, grant);

// Memory is measured against a cold one: then it does not matter how long an answer takes.
if (process.argv[3] !== "cold") await warm();
process.stdout.write(`${JSON.stringify({ url, token, client, records } satisfies Order)}\n`);
process.stdin.on("end", () => process.exit(0)).resume();

/**
 * The service, which also tells when which updates arrived: `/arrivals` answers them and forgets them. `/tidy` sweeps out
 * what the measurement before has left, so that none meets the garbage of another.
 */
function handle(request: ServiceRequest): ServiceResponse {
  if (request.path === "/tidy") {
    for (const table of main.tables.values()) inStampOrder(table, Date.now()).next();
    collectGarbage();
    return { status: 204, headers: {}, body: "" };
  }
  if (request.path === "/arrivals") return { status: 200, headers: {}, body: JSON.stringify(arrivals.splice(0)) };
  // Whole collections of 200 are a matter of throughput; nobody asks when they arrived.
  if (request.method === "PATCH" && request.body.length < 4_000) arrivals.push({ text: request.body, at: Date.now() });
  return service.handle(request);
}

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
