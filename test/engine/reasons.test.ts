import { expect, it } from "vitest";
import { isReasonCode, reason, reasons } from "../../engine/reasons.ts";

/** Every row of the sheet of reasons: family, action, codes. */
const sheet = `
A retry AUTH_TOKEN_EXPIRED
A pause AUTH_GRANT_REVOKED AUTH_USER_INACTIVE AUTH_APP_NOT_INSTALLED AUTH_CLIENT_INVALID AUTH_ORG_INACTIVE AUTH_WRONG_ORG
P pause AUTH_SCOPE_MISSING AUTH_API_DISABLED
L pause LIMIT_DAILY
L retry LIMIT_BURST LIMIT_CONCURRENT LIMIT_BULK
L fail LIMIT_STORAGE REF_ASSOC_LIMIT
T pause PROVIDER_DOWN PROVIDER_MAINTENANCE NET_BLOCKED
T retry PROVIDER_TIMEOUT REC_LOCKED_ROW BATCH_ROLLED_BACK
P fail PERM_OBJECT_READ PERM_OBJECT_WRITE PERM_FIELD PERM_RECORD
S fail SCHEMA_FIELD_MISSING SCHEMA_TYPE_CHANGED SCHEMA_OBJECT_MISSING
K skip SCHEMA_UNMAPPED
D fail DATA_REQUIRED_MISSING DATA_PICKLIST_INVALID DATA_TOO_LONG DATA_FORMAT DATA_INTEGRITY DATA_TIMESTAMP
I fail DATA_MALFORMED DATA_ENCODE
R fail RULE_VALIDATION RULE_AUTOMATION RULE_RECORD_TYPE
X fail DUP_UNIQUE DUP_RULE DUP_AMBIGUOUS REF_INVALID REF_OWNER_INACTIVE REC_DELETED REC_CONVERTED REC_ARCHIVED REC_CHANGED
X retry REF_NOT_SYNCED_YET REC_MERGED REC_LOCKED_APPROVAL
K skip SKIP_NO_EMAIL SKIP_BAD_EMAIL SKIP_CONVERTED SKIP_EXCLUDED SKIP_NO_EXTERNAL_ID SKIP_OUTDATED SKIP_NO_ACCOUNT
K skip SKIP_NO_OPPORTUNITY SKIP_WRITE_MODE SKIP_NO_IDENTIFIER SKIP_NO_CONTACT SKIP_CONFLICTING_ID SKIP_NO_EVENT_NAME
K skip SKIP_WRITE_OFF SKIP_NO_CHANGE SKIP_RECORD_TYPE SKIP_NOT_LINKED
I retry SKIP_UNKNOWN ERR_UNKNOWN RUN_UNKNOWN RUN_STUCK RUN_OVERDUE RUN_OVERLAP`;

const rows = sheet
  .trim()
  .split("\n")
  .flatMap((line) => {
    const [family = "", action = "", ...codes] = line.split(" ");
    return codes.map((code) => ({ code, family, action }));
  });

it("holds every code of the sheet with its family and action, and no other", () => {
  const ours = Object.values(reasons).map(({ code, family, action }) => ({ code, family, action }));

  const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1);

  expect(ours.sort(byCode)).toEqual(rows.sort(byCode));
});

it("says in whole sentences what happened and what to do, and never apologises", () => {
  const texts = Object.values(reasons).flatMap((each) => [each.says, each.todo]);

  expect(texts.filter((text) => !/^[A-Z].*\.$/.test(text) || /sorry|please|unfortunately|oops/i.test(text))).toEqual(
    [],
  );
});

it("has titles short enough for a table", () => {
  const long = Object.values(reasons).filter((each) => each.title.length > 34 || each.title.endsWith("."));

  expect(long).toEqual([]);
});

it("offers a repair for all that waits for a person", () => {
  const waiting = Object.values(reasons).filter((each) => each.action === "fail" && each.repairs.length === 0);

  expect(waiting).toEqual([]);
});

it("offers Reconnect for sign-in trouble only", () => {
  const offered = Object.values(reasons).filter((each) => each.repairs.includes("reconnect"));

  expect(offered.filter((each) => !each.code.startsWith("AUTH_"))).toEqual([]);
  expect(reason("AUTH_GRANT_REVOKED").repairs[0]).toBe("reconnect");
});

it("tells its codes from other text", () => {
  expect(isReasonCode("DUP_RULE")).toBe(true);
  expect(isReasonCode("dup_rule")).toBe(false);
  expect(isReasonCode("toString")).toBe(false);
});
