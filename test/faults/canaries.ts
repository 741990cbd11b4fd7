/** A secret by its name, with every value that it had. */
export type Canaries = ReadonlyMap<string, ReadonlySet<string>>;

/** Something that people or programs are shown, or that lies on a disk. */
export interface Artefact {
  readonly name: string;
  readonly text: string;
}

/** So much of a secret's end is as bad as the whole. */
const TAIL = 16;
const JSON_DEPTH = 5;

/**
 * Where secrets stand, as "artefact: secret". It looks by reading the artefact in every coding, so that it has nothing
 * in common with the code that takes secrets out.
 */
export function leaks(artefacts: readonly Artefact[], canaries: Canaries): readonly string[] {
  const tails = [...canaries].flatMap(([name, values]) =>
    [...values].map((value) => ({ name, tail: value.slice(-TAIL) })),
  );
  const found = artefacts.flatMap(({ name, text }) => {
    const readings = readingsOf(text);
    return tails.filter(({ tail }) => readings.some((one) => one.includes(tail))).map((one) => `${name}: ${one.name}`);
  });
  return [...new Set(found)];
}

function readingsOf(text: string): readonly string[] {
  const plain = [text, fromAddress(text), fromHtml(text)].flatMap((one) => unescaped(one, JSON_DEPTH));
  return [...plain, ...fromBase64(text), fromHex(text)];
}

/** JSON that stands in JSON, and so on. */
function unescaped(text: string, depth: number): readonly string[] {
  const plain = fromJson(text);
  return depth === 0 || plain === text ? [text] : [text, ...unescaped(plain, depth - 1)];
}

function fromAddress(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function fromJson(text: string): string {
  return text.replace(/\\(["\\/])/g, "$1");
}

function fromHtml(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Both alphabets, from each of the four places where a group may begin. */
function fromBase64(text: string): readonly string[] {
  const runs = text.match(/[\w+/-]{20,}/g) ?? [];
  return [0, 1, 2, 3].map((from) =>
    runs.map((run) => Buffer.from(run.slice(from), "base64").toString("latin1")).join("\n"),
  );
}

function fromHex(text: string): string {
  const runs = text.match(/[0-9a-f]{32,}/gi) ?? [];
  return runs
    .flatMap((run) => [run, run.slice(1)])
    .map((run) => Buffer.from(run, "hex").toString("latin1"))
    .join("\n");
}

/** A secret in every coding that an answer or a message may repeat it in. */
export function inEveryForm(secret: string): string {
  const bytes = Buffer.from(secret);
  const basic = Buffer.from(`app:${secret}`);
  const [json, address, form] = [
    JSON.stringify(secret),
    encodeURIComponent(secret),
    new URLSearchParams({ t: secret }),
  ];
  const coded = (["base64", "base64url", "hex"] as const).flatMap((way) => [bytes.toString(way), basic.toString(way)]);
  return [secret, json, JSON.stringify(json), address, String(form), ...coded].join(" ");
}
