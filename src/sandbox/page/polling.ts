import { useCallback, useEffect, useRef, useState } from "react";

/** What `load` answers, asked for again and again; the last good answer stays while the sandbox is away. */
export function usePolled<T>(
  load: () => Promise<T>,
  key: string,
  everyMs = 1000,
): { value: T | null; reload: () => Promise<void> } {
  const [state, setState] = useState<{ key: string; value: T } | null>(null);
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(
    () =>
      latest.current().then(
        (value) => setState({ key, value }),
        () => undefined,
      ),
    [key],
  );
  useEffect(() => {
    void reload();
    const timer = setInterval(() => void reload(), everyMs);
    return () => clearInterval(timer);
  }, [reload, everyMs]);
  return { value: state?.key === key ? state.value : null, reload };
}
