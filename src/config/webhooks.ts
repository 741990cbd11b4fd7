import { envFault, type Fault, show } from "./faults.ts";
import type { Gathered } from "./gather.ts";
import type { EnvName } from "./known.ts";
import type { PipedriveWebhookEnv } from "./types.ts";

const names = [
  "PIPEDRIVE_WEBHOOK_SECRET",
  "PIPEDRIVE_WEBHOOK_USER",
  "PIPEDRIVE_WEBHOOK_PASSWORD",
] as const satisfies readonly EnvName[];

/** Null where none of the three is set: then Pipedrive has no door here. */
export function readPipedriveWebhook(text: (name: EnvName) => string): PipedriveWebhookEnv | null {
  const [secret, user, password] = [text(names[0]), text(names[1]), text(names[2])];
  return secret === "" || user === "" || password === "" ? null : { secret, user, password };
}

/** Pipedrive signs nothing: a path that nobody can guess and a password stand between us and everybody. */
export function checkWebhooks({ values, given }: Gathered): readonly Fault[] {
  const missing = names.filter((name) => !given.has(name));
  if (missing.length === names.length) return [];
  const faults = missing.map((name) =>
    envFault(name, {
      message: "is missing: Pipedrive's webhooks need all three",
      found: "nothing",
      allowed: names.join(", "),
      mend: `Set ${name} as well, or unset the others.`,
    }),
  );
  const secret = values.get("PIPEDRIVE_WEBHOOK_SECRET") ?? "";
  const password = values.get("PIPEDRIVE_WEBHOOK_PASSWORD") ?? "";
  if (secret !== "" && !/^[\w-]{24,200}$/.test(secret))
    faults.push(
      envFault("PIPEDRIVE_WEBHOOK_SECRET", {
        message: "not a path that nobody can guess",
        found: `${secret.length} characters`,
        allowed: "24 characters or more: letters, digits, - and _",
        mend: "Make one with: openssl rand -hex 24",
      }),
    );
  if (password !== "" && password.length < 16)
    faults.push(
      envFault("PIPEDRIVE_WEBHOOK_PASSWORD", {
        message: "is too short",
        found: `${password.length} characters`,
        allowed: "16 characters or more",
        mend: "Make one with: openssl rand -hex 24",
      }),
    );
  const user = values.get("PIPEDRIVE_WEBHOOK_USER") ?? "";
  if (user.includes(":"))
    faults.push(
      envFault("PIPEDRIVE_WEBHOOK_USER", {
        message: "a colon ends the name in basic authentication",
        found: show(user),
        allowed: "a name without a colon",
        mend: "Take another name.",
      }),
    );
  return faults;
}
