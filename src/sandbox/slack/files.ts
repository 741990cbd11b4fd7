import { isShape, listOf, textOf } from "../chat/shape.ts";
import { type Call, type Method, type Outcome, refuse, structured } from "./call.ts";
import { placeOf } from "./chat.ts";
import { addMessage, newId, type SharedFile, type State } from "./state.ts";

/** The three steps of an upload: ask for an address, send the bytes there, share what was sent. */
export const fileMethods: Readonly<Record<string, Method>> = {
  "files.getUploadURLExternal": askAddress,
  "files.completeUploadExternal": complete,
};

function askAddress({ state, args, origin }: Call): Outcome {
  const name = textOf(args.filename);
  const size = Number(args.length);
  if (name === "" || !Number.isInteger(size) || size <= 0)
    return refuse("invalid_arguments", ["[ERROR] filename and a length of at least 1 are required [json-pointer:/]"]);
  const file: SharedFile = { id: newId(state, "F"), name, title: name, size, content: "" };
  state.uploads.set(file.id, file);
  return { ok: true, upload_url: `${origin}/upload/v1/${file.id}`, file_id: file.id };
}

function complete({ state, args }: Call): Outcome {
  const files = listOf(structured(args.files));
  if (files.length === 0)
    return refuse("invalid_arguments", ["[ERROR] must have at least 1 item [json-pointer:/files]"]);
  const found = files.map((one) => (isShape(one) ? titled(state, textOf(one.id), textOf(one.title)) : undefined));
  const shared = found.filter((one) => one !== undefined);
  if (shared.length !== files.length) return refuse("file_not_found");
  const key = textOf(args.channel_id);
  if (key !== "") {
    const channel = placeOf(key);
    if (typeof channel !== "string") return channel;
    const thread = textOf(args.thread_ts) || null;
    addMessage(state, { channel, thread, text: textOf(args.initial_comment), blocks: [], files: shared });
  }
  return { ok: true, files: shared.map(({ id, title, name }) => ({ id, title, name })) };
}

function titled(state: State, id: string, title: string): SharedFile | undefined {
  const file = state.uploads.get(id);
  return file === undefined || file.content === "" ? undefined : { ...file, title: title || file.title };
}

/** What was sent to an upload address, as raw bytes or as one part of a form; answers false for an unknown address. */
export function receiveUpload(state: State, id: string, contentType: string, body: string): boolean {
  const file = state.uploads.get(id);
  if (file === undefined) return false;
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType);
  const content = boundary === null ? body : firstPart(body, boundary[1] ?? boundary[2] ?? "");
  state.uploads.set(id, { ...file, content });
  return true;
}

function firstPart(body: string, boundary: string): string {
  const part = body.split(`--${boundary}`).find((one) => /content-disposition/i.test(one)) ?? "";
  const start = part.indexOf("\r\n\r\n");
  return start < 0 ? "" : part.slice(start + 4).replace(/\r\n$/, "");
}
