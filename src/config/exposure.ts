import { isLoopback } from "./address.ts";
import { envFault, type Fault, show } from "./faults.ts";
import type { Gathered } from "./gather.ts";
import { checkTeams } from "./teams.ts";
import { checkApiTokens } from "./tokens.ts";
import { checkWebhooks } from "./webhooks.ts";

/** The settings that would leave a door open; each is refused with its mend (reference: trust, TM10). */
export function checkExposed(gathered: Gathered, host: string, publicUrl: string): readonly Fault[] {
  const open = !isLoopback(host) || !isLoopback(new URL(publicUrl).hostname);
  return [
    ...checkSecret(gathered),
    ...checkListening(gathered, host),
    ...checkSlack(gathered),
    ...checkTeams(gathered, open),
    ...checkApiTokens(gathered),
    ...checkWebhooks(gathered),
  ];
}

function checkSecret({ values, given }: Gathered): readonly Fault[] {
  const length = values.get("CRMSYNC_SECRET")?.length ?? 0;
  if (length >= 32 || (length === 0 && given.has("CRMSYNC_SECRET"))) return [];
  return [
    envFault("CRMSYNC_SECRET", {
      message: length === 0 ? "is missing: it seals the CRMs' tokens" : "is too short to seal the CRMs' tokens",
      found: length === 0 ? "nothing" : `${length} characters`,
      allowed: "32 characters or more, by chance, and the same at every start",
      mend: "Make one with: openssl rand -base64 32",
    }),
  ];
}

function checkListening({ values }: Gathered, host: string): readonly Fault[] {
  if (isLoopback(host) || values.get("PUBLIC_URL")?.startsWith("https://")) return [];
  return [
    envFault("HOST", {
      message: "listens to the network, but PUBLIC_URL is not https",
      found: `HOST ${show(host)}, PUBLIC_URL ${show(values.get("PUBLIC_URL"))}`,
      allowed: "HOST 127.0.0.1, or any HOST with PUBLIC_URL=https://…",
      mend: "Set PUBLIC_URL to the https address of the proxy in front, or HOST to 127.0.0.1.",
    }),
  ];
}

function checkSlack({ values, given }: Gathered): readonly Fault[] {
  const faults: Fault[] = [];
  const appToken = values.get("SLACK_APP_TOKEN") ?? "";
  if (appToken !== "" && !/^xapp-\S+$/.test(appToken)) {
    const kind = /^xox[a-z]-/.exec(appToken)?.[0];
    faults.push(
      envFault("SLACK_APP_TOKEN", {
        message: kind === undefined ? "not a token of Slack" : "another kind of token",
        found: kind === undefined ? `${appToken.length} characters` : `${kind}…`,
        allowed: "xapp-… for Socket Mode, or nothing for HTTP",
        mend: "Make an App-Level Token with connections:write on the app's page Basic Information, or unset it.",
      }),
    );
  }
  const token = values.get("SLACK_BOT_TOKEN") ?? "";
  if (/^(xapp|xoxp|xoxe|xoxa|xoxr)-/.test(token)) {
    const mend = "Copy the Bot User OAuth Token of the app's page OAuth & Permissions.";
    faults.push(
      envFault("SLACK_BOT_TOKEN", {
        message: "another kind of token",
        found: `${token.slice(0, 5)}…`,
        allowed: "xoxb-…",
        mend,
      }),
    );
  }
  // With Socket Mode nothing comes over HTTP, so there is nothing to check.
  if (given.has("SLACK_BOT_TOKEN") && !given.has("SLACK_APP_TOKEN") && !given.has("SLACK_SIGNING_SECRET")) {
    const mend = "Copy it from the app's page Basic Information, or set SLACK_APP_TOKEN for Socket Mode.";
    const message = "is missing: anybody could press our buttons";
    faults.push(
      envFault("SLACK_SIGNING_SECRET", {
        message,
        found: "nothing",
        allowed: "the signing secret of the Slack app",
        mend,
      }),
    );
  }
  return faults;
}
