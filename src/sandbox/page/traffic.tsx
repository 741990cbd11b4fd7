import { useRef, useState } from "react";
import { ask, type CallRow, type Calls } from "./calls.ts";
import { CRMS, type CrmName } from "./crms.ts";
import { clock } from "./message.tsx";
import { usePolled } from "./polling.ts";

/** Quotas as bars, and the newest requests. */
export function Traffic({ crm }: { crm: CrmName }) {
  const [log, setLog] = useState(false);
  const value = useCalls(crm);
  const daily = value?.quota.daily;
  const burst = value?.quota.burst;
  return (
    <div className="traffic">
      <div className="quotas">
        {daily == null ? null : <Bar label={CRMS[crm].day} used={daily.used} limit={daily.limit} />}
        {burst == null ? null : <Bar label={`In ${burst.windowMs / 1000} s`} used={burst.used} limit={burst.limit} />}
        <div className="refused">
          <span>{(value?.calls.at(-1)?.seq ?? 0).toLocaleString("en")} requests</span>
          <span>{value?.refused429 ?? 0} refused</span>
        </div>
        <button type="button" className="small" aria-expanded={log} onClick={() => setLog(!log)}>
          {log ? "Hide" : "Show"} requests
        </button>
      </div>
      {log ? (
        <ol className="calls">
          {(value?.calls ?? []).toReversed().map((call) => (
            <li key={call.seq} className={call.status >= 400 || call.status === 0 ? "bad" : ""}>
              <time>{clock(call.at)}</time>
              <b>{call.status}</b>
              <span>{call.method}</span>
              <code title={call.path}>{call.path}</code>
              <span>{call.records > 0 ? call.records : ""}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

const NEWEST = 30;

/** The newest requests with the quotas; only what is new is asked for. */
function useCalls(crm: CrmName): Calls | null {
  const newest = useRef<readonly CallRow[]>([]);
  const load = async (): Promise<Calls> => {
    const since = newest.current.at(-1)?.seq ?? 0;
    const answer = await ask<Calls>(`/calls?service=${crm}&since=${since}`);
    const added = answer.calls.filter((call) => call.seq > (newest.current.at(-1)?.seq ?? 0));
    newest.current = [...newest.current, ...added].slice(-NEWEST);
    return { ...answer, calls: newest.current };
  };
  return usePolled(load, crm).value;
}

function Bar({ label, used, limit }: { label: string; used: number; limit: number }) {
  return (
    <div className="bar">
      <span>
        {label} {used.toLocaleString("en")} of {limit.toLocaleString("en")}
      </span>
      <progress max={limit} value={used} />
    </div>
  );
}
