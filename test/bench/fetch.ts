import { API, answerOrder, PAGE, pageSoql } from "./contacts.ts";

// The least that any program must do: ask for each page and parse it.

await answerOrder(async ({ url, token }) => {
  const headers = { authorization: `Bearer ${token}` };
  const began = performance.now();
  let records = 0;
  let after: Parameters<typeof pageSoql>[0] = null;
  for (;;) {
    const response: Response = await fetch(`${url}${API}/query?q=${encodeURIComponent(pageSoql(after))}`, { headers });
    const page = JSON.parse(await response.text()) as { records: { Id: string; SystemModstamp: string }[] };
    records += page.records.length;
    const last = page.records.at(-1);
    if (!last || page.records.length < PAGE) break;
    after = { stamp: new Date(last.SystemModstamp).toISOString(), id: last.Id };
  }
  return { ms: performance.now() - began, records };
});
