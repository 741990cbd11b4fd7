import type { CrmName } from "./crms.ts";

/** One kind of trouble with its numbers, as a person switches it on. */
export interface Switch {
  readonly fault: string;
  readonly label: string;
  readonly tells: string;
  readonly given?: Readonly<Record<string, number | string>>;
  /** Happens once and is over: a button, not a switch. */
  readonly once?: boolean;
}

export interface Breakable {
  readonly service: string;
  readonly label: string;
  readonly switches: readonly Switch[];
}

function everyCrm(unit: string, limit: number): readonly Switch[] {
  const nearly = limit * 0.82;
  const of = `of ${limit.toLocaleString("en")} ${unit}`;
  return [
    { fault: "revoke-grant", label: "Revoke the grant", tells: "Somebody removes our access.", once: true },
    { fault: "expire-token", label: "Expire the token", tells: "The access token ends now.", once: true },
    { fault: "outage", label: "Outage", tells: "Every request fails." },
    { fault: "slow", label: "Slow", tells: "Every answer takes 2 s.", given: { ms: 2000 } },
    {
      fault: "burst-limit",
      label: "Tight burst limit",
      tells: "5 requests in 10 s.",
      given: { limit: 5, windowMs: 10_000 },
    },
    {
      fault: "daily-limit",
      label: "Daily limit nearly used",
      tells: `${nearly.toLocaleString("en")} ${of}.`,
      given: { used: nearly, limit },
    },
    {
      fault: "daily-limit",
      label: "Daily limit used up",
      tells: `${limit.toLocaleString("en")} ${of}.`,
      given: { used: limit, limit },
    },
    { fault: "drop-answer", label: "Drop answers", tells: "The work is done, the reply is lost." },
    { fault: "lose-write", label: "Lose writes", tells: "Says yes and stores nothing." },
    { fault: "html-error", label: "HTML errors", tells: "A maintenance page instead of JSON." },
    { fault: "garbage", label: "Garbage", tells: "Answers are cut off." },
  ];
}

const CRM_SWITCHES: Readonly<Record<CrmName, readonly Switch[]>> = {
  salesforce: [
    ...everyCrm("calls", 100_000),
    { fault: "concurrent-limit", label: "Concurrent limit", tells: "2 requests at once.", given: { limit: 2 } },
  ],
  hubspot: everyCrm("calls", 100_000),
  pipedrive: [
    ...everyCrm("tokens", 600_000),
    { fault: "account-closed", label: "Unpaid account", tells: "The trial is over: every call answers 402." },
    { fault: "deals-limit", label: "Deals limit", tells: "The plan holds no more open deals." },
    {
      fault: "missing-scope",
      label: "Scope missing",
      tells: "The app may no longer touch deals.",
      given: { scope: "deals:full" },
    },
    { fault: "hide-daily-headers", label: "No daily headers", tells: "Answers do not tell the tokens left." },
  ],
};

const CHAT: readonly Switch[] = [
  { fault: "chat-down", label: "Chat is down", tells: "Every call fails with 503." },
  { fault: "chat-429", label: "Too many messages", tells: "Every call is refused with 429." },
  { fault: "invalid-blocks", label: "Cards are refused", tells: "Rich messages are answered as invalid." },
  { fault: "repeat", label: "Deliver twice", tells: "Each request reaches the bot again." },
];

/** The connected CRMs with all that may break in them. */
export function breakableCrms(crms: readonly CrmName[], labelOf: (crm: CrmName) => string): readonly Breakable[] {
  return crms.map((crm) => ({ service: crm, label: labelOf(crm), switches: CRM_SWITCHES[crm] }));
}

/** The chats; Teams only where the sandbox has it. */
export function breakableChats(hasTeams: boolean): readonly Breakable[] {
  const slack = { service: "slack", label: "Slack", switches: CHAT };
  return hasTeams ? [slack, { service: "teams", label: "Teams", switches: CHAT }] : [slack];
}
