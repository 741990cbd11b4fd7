import type { Chat, Told } from "./chats.ts";
import type { Inside } from "./inbound-cases.ts";
import { walker } from "./steps.ts";

/** What leaves nothing standing wrong: it is told where it happened. Answers what a person reads. */

/** E17: both sides changed a field, and ours stays: the record's history says so. */
export async function outdated({ own, at, name }: Inside, chat: Chat): Promise<Told> {
  const email = `${name}@x.test`;
  const id = at.create("contact", { last_name: name, email, title: "Clerk" });
  await own.clock.advance(900_000);
  await own.cycle(3);
  const outage = own.fault(own.crm, "outage");
  await own.write(`update contacts set title = 'Countess' where email = '${email}'`);
  await own.cycle();
  at.edit("contact", id, { title: "Baroness" }, false);
  own.heal(outage.id);
  await own.clock.advance(900_000);
  await own.cycle(10);
  const person = walker(own, chat, "operator", null);
  await person.say(`record ${email}`);
  return person.take({ press: /^History$/ });
}

/** E25: the CRM does not show a record that was asked for: the run says so where it was asked for. */
export async function notShown({ own, at, spoil, name }: Inside, chat: Chat): Promise<string> {
  const id = at.create("contact", { last_name: name });
  await own.clock.advance(900_000);
  await own.cycle(3);
  spoil.set(name, () => null);
  const causes = await own.drive(own.engine.causes({ reason: "SKIP_NO_EMAIL" }));
  const person = walker(own, chat, "operator", null);
  await person.say(`repair ${causes.find((one) => one.example === id)?.id}`);
  await person.take({ press: /^Read again$/ });
  const card = await own.card(chat, /SKIP_UNKNOWN/);
  return card.words;
}
