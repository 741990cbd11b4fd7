/** Shorter ones would be found in ordinary words. */
const SHORTEST = 8;
/** How often JSON may stand in JSON. */
const JSON_DEPTH = 4;

/**
 * Every way in which the secrets may stand in a text: as they are, coded for an address or a form, escaped for JSON or
 * HTML, in hex, and in base64 at whatever place of a longer text. The longest first, so that one that begins like
 * another is not left in part. Secrets of fewer than eight characters are left out.
 */
export function writtenForms(secrets: readonly (string | null | undefined)[]): readonly string[] {
  const forms = secrets.flatMap((secret) => (secret && secret.length >= SHORTEST ? formsOf(secret) : []));
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** Puts `(secret)` where any of the forms stands. */
export function hidden(text: string, forms: readonly string[]): string {
  return forms.reduce((told, form) => (told.includes(form) ? told.replaceAll(form, "(secret)") : told), text);
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const address = encodeURIComponent(secret);
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  return [
    secret,
    ...[address, form].flatMap((coded) => [coded, coded.replace(/%../g, (sign) => sign.toLowerCase())]),
    ...escapedForms(secret, JSON_DEPTH),
    secret.replaceAll("/", "\\/"),
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((before) => base64Within(bytes, before)),
  ];
}

/** JSON within JSON, as a refusal that stands in the message of another. */
function escapedForms(text: string, depth: number): readonly string[] {
  const escaped = JSON.stringify(text).slice(1, -1);
  return depth === 0 || escaped === text ? [] : [escaped, ...escapedForms(escaped, depth - 1)];
}

/**
 * The characters that tell the bytes and nothing but them when `before` other bytes stand before them in their group of
 * three, as the name before the password in Basic authorization.
 */
function base64Within(bytes: Buffer, before: number): readonly string[] {
  const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
  const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((shifted.length * 8) / 6)];
  return (["base64", "base64url"] as const).map((alphabet) => shifted.toString(alphabet).slice(from, to));
}
