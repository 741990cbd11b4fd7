import { afterEach, expect, it } from "vitest";
import { bed } from "../fakes/bed.ts";

const beds: Awaited<ReturnType<typeof bed>>[] = [];
afterEach(async () => {
  for (const own of beds.splice(0)) await own.close();
});

it("keeps what a bot wrote down about a place, the last of it, also for who starts later", async () => {
  const own = await bed();
  beds.push(own);

  await own.engine.keepPlace("teams.conversation", '{"serviceUrl":"https://old.test/"}');
  await own.engine.keepPlace("teams.conversation", '{"serviceUrl":"https://new.test/"}');
  const later = await own.open("worker-2");
  const kept = await later.place("teams.conversation");
  await later.close();

  expect(kept).toBe('{"serviceUrl":"https://new.test/"}');
  expect(await own.engine.place("teams.another")).toBeNull();
});

it("keeps it apart from the facts about the database, whatever the place is called", async () => {
  const own = await bed();
  beds.push(own);
  const before = await own.sql("select key, value from meta order by key");

  for (const { key } of await own.sql<{ key: string }>("select key from meta"))
    await own.engine.keepPlace(key, "overwritten");

  const after = await own.sql<{ key: string }>("select key, value from meta order by key");
  expect(before).not.toEqual([]);
  expect(after.filter(({ key }) => !key.startsWith("place."))).toEqual(before);
});
