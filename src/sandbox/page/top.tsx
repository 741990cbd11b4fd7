import { useState } from "react";
import { ask, type Overview, post } from "./calls.ts";
import { usePolled } from "./polling.ts";

const WORDS: Readonly<Record<Overview["state"], string>> = {
  none: "no daemon of its own",
  starting: "starting",
  running: "running",
  stopped: "stopped",
  killed: "killed",
  died: "ended by itself",
};

const ACTS = { stop: "Stop", kill: "Kill", start: "Start" } as const;

/** The daemon: how it is, what it holds, and the switches for it and for the clock. */
export function Top({
  overview,
  reload,
  say,
}: {
  overview: Overview | null;
  reload: () => void;
  say: (text: string | null) => void;
}) {
  const [busy, setBusy] = useState(false);
  const counts = usePolled(() => ask<{ counts: Record<string, number> | null }>("/workspace"), "counts", 2000);
  const state = overview?.state ?? "none";
  const up = state === "running" || state === "starting";
  const act = (path: string, body: unknown) => {
    setBusy(true);
    post(path, body)
      .then(
        () => say(null),
        (cause: Error) => say(cause.message),
      )
      .finally(() => {
        setBusy(false);
        reload();
      });
  };
  return (
    <header className="top">
      <h1>
        crmsync <span>sandbox</span>
      </h1>
      <div className="daemon" title={overview?.database}>
        <i className={`dot ${state}`} />
        <span>
          Daemon <b>{WORDS[state]}</b>
          {overview?.trouble ? ` (${overview.trouble})` : overview?.pid ? ` · pid ${overview.pid}` : ""}
        </span>
        {up && overview ? (
          <a href={`${overview.daemon}/metrics`} target="_blank" rel="noreferrer">
            Metrics
          </a>
        ) : null}
        {state === "none"
          ? null
          : (["stop", "kill", "start"] as const).map((one) => (
              <button
                key={one}
                type="button"
                className="small"
                disabled={busy || (one === "start") === up}
                onClick={() => act("/daemon", { do: one })}
              >
                {ACTS[one]}
              </button>
            ))}
      </div>
      <dl className="counts">
        {Object.entries(counts.value?.counts ?? {}).map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count.toLocaleString("en")}</dd>
          </div>
        ))}
      </dl>
      <div className="clock">
        <span>Clock {ahead(overview?.offsetMs ?? 0)}</span>
        <button
          type="button"
          className="small"
          disabled={busy}
          onClick={() => act("/clock", { advanceMs: 5 * 60_000 })}
        >
          +5 min
        </button>
        <button type="button" className="small" disabled={busy} onClick={() => act("/clock", { advanceMs: 3_600_000 })}>
          +1 h
        </button>
        <button
          type="button"
          className="small"
          title="To the next 08:30 UTC, when the digest is due"
          disabled={busy}
          onClick={() => act("/clock", { advanceMs: untilMorning(Date.now() + (overview?.offsetMs ?? 0)) })}
        >
          Next morning
        </button>
      </div>
    </header>
  );
}

const DAY = 86_400_000;
/** 08:30 UTC, when the sandbox's channel has its digest, and half a minute more. */
const MORNING = 8.5 * 3_600_000 + 30_000;

function untilMorning(now: number): number {
  return (((MORNING - (now % DAY)) % DAY) + DAY) % DAY || DAY;
}

function ahead(ms: number): string {
  if (ms === 0) return "is right";
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `+${minutes} min` : `+${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
