import { isIP } from "node:net";
import { envFault, type Fault, show } from "./faults.ts";

/** 127.0.0.0/8, ::1 and localhost, as a host name or as it stands in an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (isIP(bare) === 4) return bare.startsWith("127.");
  return bare === "::1" || bare === "localhost";
}

/**
 * An address that may receive secrets: https, or http on loopback. Answers it without a slash at the end. Numbers in
 * other clothes (http://2130706433) are read as the URL standard reads them.
 */
export function checkAddress(name: string, value: string): string | Fault {
  const url = URL.canParse(value) ? new URL(value) : null;
  const allowed = "https://…, or http://… on loopback";
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return envFault(name, {
      message: "not a web address",
      found: shownAddress(value),
      allowed,
      mend: "Write it as https://HOST/PATH.",
    });
  }
  if (url.username !== "" || url.password !== "") {
    return envFault(name, {
      message: "a user name or password in the address",
      found: url.host,
      allowed,
      mend: "Take it out of the address.",
    });
  }
  if (url.search !== "" || url.hash !== "") {
    return envFault(name, {
      message: "more than an address",
      found: show(value),
      allowed: "an address without ? and #",
      mend: "Cut it before the ? or #.",
    });
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    const mend = `Write https://${url.host}${url.pathname === "/" ? "" : url.pathname}.`;
    return envFault(name, {
      message: "plain http would show secrets to the network",
      found: show(value),
      allowed,
      mend,
    });
  }
  return url.href.replace(/\/+$/, "");
}

/** The sandbox speaks for every CRM, so it is trusted only on this machine. */
export function checkSandbox(name: string, value: string): string | Fault {
  const checked = checkAddress(name, value);
  if (typeof checked !== "string" || isLoopback(new URL(checked).hostname)) return checked;
  const mend = "Unset it for real CRMs, or name the sandbox on this machine.";
  return envFault(name, {
    message: "the sandbox is not on this machine",
    found: show(value),
    allowed: "http://127.0.0.1:PORT",
    mend,
  });
}

/** What precedes a password, if there is one. */
function shownAddress(value: string): string {
  return show(value.includes("@") ? `${value.slice(0, value.indexOf(":") + 1)}…` : value);
}

/** "sqlite:PATH" or a PostgreSQL address; a plain path means SQLite. */
export function checkDatabase(value: string): string | Fault {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(value)?.[1] ?? null;
  const allowed = "postgres://…, postgresql://…, sqlite:PATH, or a path";
  const refuse = (message: string, mend: string) =>
    envFault("DATABASE_URL", { message, found: show(`${scheme}:…`), allowed, mend });
  if (scheme === null) return `sqlite:${value}`;
  if (scheme === "sqlite") {
    const path = value.slice("sqlite:".length);
    return path !== "" && !path.startsWith("//")
      ? value
      : refuse("no path to a file", "Write sqlite:/the/path, with one slash or none.");
  }
  if (scheme !== "postgres" && scheme !== "postgresql")
    return refuse("unknown kind of database", "Name a PostgreSQL address or a SQLite file.");
  const whole = URL.canParse(value) && value.startsWith(`${scheme}://`) && new URL(value).hostname !== "";
  return whole ? value : refuse("not a whole address", "Write postgres://USER:PASSWORD@HOST:5432/DATABASE.");
}
