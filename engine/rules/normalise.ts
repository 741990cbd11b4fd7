const EMAIL =
  /^[^\s@<>(),;:\\"[\]\p{C}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+\p{L}[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}]$/u;
/** What nearly all addresses look like; much faster to test. Too short for a label over 63 characters. */
const COMMON_EMAIL = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,24}$/i;

/** Whether a text can be an e-mail address: white space around it does not count, quoted local parts are refused. */
export function isEmail(text: string): boolean {
  const address = text.trim();
  if (address.length > 254) return false;
  const at = address.indexOf("@");
  if (at < 1 || at > 64) return false;
  if (address.length <= 64 && COMMON_EMAIL.test(address)) return true;
  if (address.startsWith(".") || address[at - 1] === "." || address.includes("..")) return false;
  return EMAIL.test(address);
}

/** The address in lower case, its domain as name servers know it; '' when it is none. */
export function emailKey(value: string): string {
  const given = value.trim();
  if (given.length <= 64 && COMMON_EMAIL.test(given)) return given.toLowerCase();
  if (!isEmail(given)) return "";
  const address = given.toLowerCase();
  const at = address.indexOf("@");
  return `${address.slice(0, at)}@${plainHost(address.slice(at + 1))}`.normalize("NFC");
}

const ASCII = /^[ -~]*$/;

/** "bücher.test" and "xn--bcher-kva.test" are one host. */
function plainHost(host: string): string {
  if (ASCII.test(host)) return host;
  const url = URL.parse(`http://${host}/`);
  return url === null || url.hostname === "" ? host : url.hostname;
}

/** The domain of an address or a host, as name servers know it; '' when there is none in it. */
export function domainKey(value: string): string {
  const host = plainHost(bareDomain(value));
  return host.replace(/^www\d?\./, "").includes(".") ? host.replace(/^www\d?\./, "") : host;
}

/** The bare host of a web address or domain in lower case, without "www."; '' when there is none in it. */
export function bareDomain(value: string): string {
  const host = value
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
    .replace(/[/?#].*$/s, "")
    .replace(/^.*@/s, "")
    .replace(/:\d*$/, "")
    .replace(/^www\d?\./, "")
    .replace(/\.+$/, "");
  return host.includes(".") && !/[\s\p{C}]/u.test(host) ? host : "";
}

const EXTENSION = /(?:[,;]?\s*(?:ext(?:ension)?\.?|durchwahl|dw\.?|x|#)\s*[:=]?\s*)(\d{1,7})\s*$/i;

/**
 * "+49 (0)30 12345", "0049 30 12345" and "tel:+49-30-12345" are one number; an extension ("ext. 6", "x6", ";ext=6")
 * makes another one. Fewer than five digits name nobody.
 */
export function phoneKey(value: string): string {
  const plain = value.normalize("NFKC").trim();
  const extension = plain.match(EXTENSION);
  const main = extension === null ? plain : plain.slice(0, extension.index);
  const signs = main.replace(/[^\d+]/g, "");
  const international = /^(?:\+|0\+*0)/.test(signs);
  const digits = (international ? main.replace("(0)", "") : main).replace(/\D/g, "");
  const key = international ? digits.replace(/^0+/, "") : digits;
  if (key.length < 5) return "";
  return extension === null ? key : `${key}x${extension[1]}`;
}

const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/;

/** Case, width, apostrophes, spaces and punctuation do not count. */
export function nameKey(value: string): string {
  const lower = value.toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return value
    .normalize("NFKC")
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replace(/['’`\p{Cc}\p{Cf}]/gu, (sign) => (/\s/.test(sign) ? " " : ""))
    .replace(/[\s\p{P}]+/gu, " ")
    .trim();
}

const LETTERS: Readonly<Record<string, string>> = { ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

/** As a name, and accents do not count: "Muñoz" and "Munoz" are one. */
export function looseKey(value: string): string {
  return nameKey(value)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[øæœłđðþı]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize("NFKC")
    .replace(/\s+/g, " ")
    .trim();
}

/** Legal forms, as they read without dots and accents. */
const FORMS: ReadonlySet<string> = new Set(
  `ab ag aps as asa bv co company corp corporation eg ek ev gbr gesmbh gmbh inc incorporated kg kgaa kk limited llc llp lp
   ltd ltda mbh nv ohg oy oyj plc pte pty sa sarl sas se sl spa srl ug und and`
    .split(/\s+/)
    .filter((form) => form !== ""),
);

/** As a loose name without the legal form at its end: "I.B.M. Corp." and "IBM" are one, "Acme GmbH & Co. KG" is "acme". */
export function companyKey(value: string): string {
  const words = looseKey(
    value.replace(/(?<![\p{L}\p{N}])(?:\p{L}\.){2,}/gu, (dotted) => `${dotted.replaceAll(".", "")} `),
  )
    .split(" ")
    .filter((word) => word !== "");
  while (words.length > 1 && FORMS.has(words.at(-1) ?? "")) words.pop();
  return words.join(" ");
}
