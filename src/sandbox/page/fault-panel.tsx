import { ask, type Fault, post } from "./calls.ts";
import { usePolled } from "./polling.ts";

interface Switch {
  readonly fault: string;
  readonly label: string;
  readonly tells: string;
  readonly given?: Readonly<Record<string, number>>;
  /** Only some services know it. */
  readonly of?: readonly string[];
  /** Happens once and is over: a button, not a switch. */
  readonly once?: boolean;
}

const CRM: readonly Switch[] = [
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
    tells: "82,000 of 100,000 calls.",
    given: { used: 82_000, limit: 100_000 },
  },
  {
    fault: "daily-limit",
    label: "Daily limit used up",
    tells: "100,000 of 100,000 calls.",
    given: { used: 100_000, limit: 100_000 },
  },
  {
    fault: "concurrent-limit",
    label: "Concurrent limit",
    tells: "2 requests at once.",
    given: { limit: 2 },
    of: ["salesforce"],
  },
  { fault: "drop-answer", label: "Drop answers", tells: "The work is done, the reply is lost." },
  { fault: "lose-write", label: "Lose writes", tells: "Says yes and stores nothing." },
  { fault: "html-error", label: "HTML errors", tells: "A maintenance page instead of JSON." },
  { fault: "garbage", label: "Garbage", tells: "Answers are cut off." },
];

const CHAT: readonly Switch[] = [
  { fault: "chat-down", label: "Slack is down", tells: "Every call fails with 503." },
  { fault: "chat-429", label: "Too many messages", tells: "Every call is refused with 429." },
  { fault: "invalid-blocks", label: "Blocks are refused", tells: "Rich messages answer invalid_blocks." },
  { fault: "repeat", label: "Deliver twice", tells: "Each request reaches the bot again." },
];

const SERVICES = [
  { service: "salesforce", label: "Salesforce", switches: CRM },
  { service: "hubspot", label: "HubSpot", switches: CRM },
  { service: "slack", label: "Slack", switches: CHAT },
] as const;

/** Several switches may be of one kind, with other numbers. */
function isSame(fault: Fault, { fault: kind, given = {} }: Switch): boolean {
  return fault.fault === kind && Object.entries(given).every(([name, value]) => fault.parameters[name] === value);
}

/** Trouble, on and off with one click. */
export function FaultPanel({ say }: { say: (text: string | null) => void }) {
  const { value, reload } = usePolled(() => ask<{ faults: readonly Fault[] }>("/faults"), "faults");
  const active = value?.faults ?? [];
  const run = (work: Promise<unknown>) =>
    void work
      .then(
        () => say(null),
        (cause: Error) => say(cause.message),
      )
      .finally(reload);
  return (
    <div className="faults">
      {SERVICES.map(({ service, label, switches }) => (
        <section key={service}>
          <h2>{label}</h2>
          {switches
            .filter((one) => one.of?.includes(service) ?? true)
            .map((one) => {
              const on = active.filter((fault) => fault.service === service && isSame(fault, one));
              const put = () => post("/faults", { service, fault: one.fault, ...one.given });
              const lift = () => Promise.all(on.map((fault) => ask(`/faults?id=${fault.id}`, { method: "DELETE" })));
              return (
                <div key={one.label} className="fault">
                  <div>
                    <strong>{one.label}</strong>
                    <small>{one.tells}</small>
                  </div>
                  {one.once === true ? (
                    <button type="button" className="small danger" onClick={() => run(put())}>
                      Do it
                    </button>
                  ) : (
                    <button
                      type="button"
                      role="switch"
                      aria-checked={on.length > 0}
                      aria-label={`${label}: ${one.label}`}
                      className="switch"
                      onClick={() => run(on.length > 0 ? lift() : put())}
                    />
                  )}
                </div>
              );
            })}
        </section>
      ))}
    </div>
  );
}
