import type { Engine } from "../../../engine/index.ts";
import type { CrmName } from "./crms.ts";
import type { World } from "./people.ts";

/** What a person does: presses the link, signs in at the CRM, comes back and says yes. */
export async function signIn(world: World, engine: Engine, name: CrmName): Promise<void> {
  const { crms, trace } = world;
  const presser = { platform: "slack", user: "U1", name: "U1", channel: null } as const;
  const id = await drive(world, engine.signIns.begin(name, presser));
  const opened = await drive(world, engine.signIns.open(id));
  if (!opened) throw new Error("the link does not work");
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const consent = crms.handle(name, {
    method: "POST",
    url: opened.location,
    headers,
    body: "account=main&press=allow",
  });
  const back = new URL(consent.headers.location ?? "http://nowhere.invalid").searchParams;
  const params = {
    state: back.get("state") ?? "",
    code: back.get("code"),
    error: back.get("error"),
    cookie: opened.cookie,
  };
  const finished = await drive(world, engine.signIns.finish(params));
  const confirmed = await drive(world, engine.signIns.confirm(id, "U1"));
  trace.note(
    `a person signs in to ${name}: ${finished.ok && confirmed.ok ? "done" : JSON.stringify([finished, confirmed])}`,
  );
  if (!confirmed.ok) throw new Error(`signing in to ${name} failed`);
}

/** Lets the world go on until the promise has ended. */
async function drive<T>({ agenda }: World, work: Promise<T>): Promise<T> {
  let ended = false;
  const mine = work.finally(() => {
    ended = true;
  });
  mine.catch(() => undefined);
  for (let rounds = 0; !ended && rounds < 10_000; rounds += 1) await agenda.until(agenda.now() + 10, () => ended);
  return mine;
}
