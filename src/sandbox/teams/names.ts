import { Unknown } from "../chat/asked.ts";
import { CHANNELS, findChannel, findPerson, PEOPLE, type Person } from "./people.ts";

/** Throws Unknown. */
export function personNamed(name: string): Person {
  const person = findPerson(name);
  if (person === undefined)
    throw new Unknown(`unknown user ${JSON.stringify(name)}; known: ${PEOPLE.map((one) => one.name).join(", ")}`);
  return person;
}

/** A channel's id by name; "personal" (or nothing) is the person's own chat with the bot. Throws Unknown. */
export function roomNamed(name: string | null, person: Person | null): string {
  const personal = name === null || name === "" || name === "personal" || name === "directmessage";
  if (person !== null && (personal || name === person.chat)) return person.chat;
  const channel = findChannel(name ?? "");
  if (channel !== undefined) return channel.id;
  const known = [...CHANNELS.map((one) => one.name), ...(person === null ? [] : ["personal"])];
  throw new Unknown(`unknown channel ${JSON.stringify(name)}; known: ${known.join(", ")}`);
}
