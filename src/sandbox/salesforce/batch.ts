import type { Answer, Caller } from "../crm/crm.ts";
import { isObject, objectBody } from "./body.ts";
import { answer, failure } from "./errors.ts";

/** `POST …/composite/batch {haltOnError, batchRequests[<=25]}`: each request in turn, one answer for all. */
export function batch(caller: Caller, run: (part: Caller, path: readonly string[]) => Answer): Answer {
  const body = objectBody(caller.request.body);
  if (!body.ok) return body.answer;
  const { batchRequests, haltOnError = false } = body.value;
  if (!Array.isArray(batchRequests) || !batchRequests.every(isObject)) {
    return failure(400, "JSON_PARSER_ERROR", "batchRequests must be a list of objects");
  }
  if (batchRequests.length > 25) return failure(400, "LIMIT_EXCEEDED", "a batch holds at most 25 requests");
  const results: { statusCode: number; result: unknown }[] = [];
  let hasErrors = false;
  let records = 0;
  for (const asked of batchRequests) {
    if (hasErrors && haltOnError === true) {
      const halted = [{ message: "Batch processing halted", errorCode: "BATCH_PROCESSING_HALTED" }];
      results.push({ statusCode: 412, result: halted });
      continue;
    }
    const { url, method = "GET", richInput } = asked;
    const path = `/services/data/${String(url ?? "").replace(/^\/?(services\/data\/)?/, "")}`;
    const request = { ...caller.request, method: String(method), path, body: JSON.stringify(richInput ?? {}) };
    const names = new URL(path, request.origin).pathname.split("/").slice(4);
    const part = run({ ...caller, request }, names.map(decodeURIComponent));
    hasErrors ||= part.status >= 400;
    records += part.records ?? 0;
    results.push({ statusCode: part.status, result: part.body === "" ? null : JSON.parse(part.body) });
  }
  return answer(200, { hasErrors, results }, records);
}
