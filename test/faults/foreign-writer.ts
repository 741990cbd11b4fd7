import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * `node test/faults/foreign-writer.ts DATABASE`: a program of the user's own, that writes people and deals through the
 * workspace's views until it is told to end. Prints what it committed, one line of JSON each.
 */
const [path = ""] = process.argv.slice(2);
const database = new DatabaseSync(path, { timeout: 10_000 });
const insertPerson = database.prepare(
  "insert into contacts (id, first_name, last_name, email, title) values (?, 'Foreign', ?, ?, ?)",
);
const changeTitle = database.prepare("update contacts set title = ? where id = ?");
const insertDeal = database.prepare(
  "insert into deals (id, name, stage, close_date, amount) values (?, ?, ?, '2027-01-31', 100)",
);
const { stage } = database.prepare("select stage from deals where stage is not null limit 1").get() as {
  stage: string;
};
let ended = false;
process.once("SIGTERM", () => {
  ended = true;
});

for (let n = 0; !ended; n += 1) {
  const id = `foreign-${n}`;
  insertPerson.run(id, `Writer ${n}`, `${id}@foreign.test`, `Title ${n}`);
  told({ id, title: `Title ${n}` });
  if (n % 3 === 2) {
    changeTitle.run(`Changed ${n}`, `foreign-${n - 2}`);
    told({ id: `foreign-${n - 2}`, title: `Changed ${n}` });
  }
  if (n % 5 === 0) {
    insertDeal.run(`deal-${n}`, `Foreign deal ${n}`, stage);
    told({ deal: `Foreign deal ${n}` });
  }
  await sleep(150);
}
database.close();

function told(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
