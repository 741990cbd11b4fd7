import { ask, type Fault, post } from "./calls.ts";
import { CRMS, type CrmName } from "./crms.ts";
import { breakableChats, breakableCrms, type Switch } from "./faults.ts";
import { usePolled } from "./polling.ts";

/** Several switches may be of one kind, with other numbers. */
function isSame(fault: Fault, { fault: kind, given = {} }: Switch): boolean {
  return fault.fault === kind && Object.entries(given).every(([name, value]) => fault.parameters[name] === value);
}

/** Trouble, on and off with one click. */
export function FaultPanel({
  crms,
  hasTeams,
  say,
}: {
  crms: readonly CrmName[];
  hasTeams: boolean;
  say: (text: string | null) => void;
}) {
  const { value, reload } = usePolled(() => ask<{ faults: readonly Fault[] }>("/faults"), "faults");
  const active = value?.faults ?? [];
  const run = (work: Promise<unknown>) =>
    void work
      .then(
        () => say(null),
        (cause: Error) => say(cause.message),
      )
      .finally(reload);
  const all = [...breakableCrms(crms, (crm) => CRMS[crm].label), ...breakableChats(hasTeams)];
  return (
    <div className="faults">
      <nav className="toolbar" aria-label="What to break">
        {all.map(({ service, label }) => (
          <a key={service} className="button small" href={`#break-${service}`}>
            {label}
          </a>
        ))}
      </nav>
      {all.map(({ service, label, switches }) => (
        <section key={service} id={`break-${service}`}>
          <h2>{label}</h2>
          {switches.map((one) => {
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
