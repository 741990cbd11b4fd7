import { describe, expect, it } from "vitest";
import type { HttpResponse } from "../../engine/provider.ts";
import type { CrmName } from "../fakes/bed.ts";
import { hostileRows, hostileText, hostileValues, type Row } from "../fixtures/hostile.ts";
import { type Crm, custom, hostileRig, words } from "./hostile-rig.ts";

type Bend = (row: Row) => unknown;

/** Whatever a CRM answers: each row ends as a reason or is synced, and its neighbours arrive. */
export function hostileAnswersSuite(dialect: string, address: () => Promise<string>): void {
  describe(`a hostile corpus on ${dialect}`, () => {
    const { ready, polls, person, emails, good } = hostileRig(address);

    /** The rows of an answer whose ids are known are bent, whatever they are in. */
    const bending = (bends: ReadonlyMap<string, Bend>, crm: Crm) => (from: CrmName, answer: HttpResponse) => {
      if (from !== crm || bends.size === 0 || answer.status !== 200) return answer;
      const body = read(answer.body);
      const list = crm === "salesforce" ? body?.records : body?.results;
      if (!body || !Array.isArray(list)) return answer;
      const rows = list.flatMap((row: Row) => {
        const bend = bends.get(String(row?.[words[crm].id]));
        const bent = bend ? bend(row) : row;
        return Array.isArray(bent) && bent.length > 0 ? bent : [bent];
      });
      return { ...answer, body: hostileText({ ...body, [crm === "salesforce" ? "records" : "results"]: rows }) };
    };
    const inFields =
      (crm: Crm, bend: (fields: Row) => Row): Bend =>
      (row) =>
        crm === "salesforce" ? bend(row) : { ...row, properties: bend(row.properties as Row) };

    describe.each(["salesforce", "hubspot"] as const)("answered by %s", (crm) => {
      const far = crm === "salesforce" ? "hubspot" : "salesforce";
      const [birthday, score] = custom[crm];

      it("values: each ends as a reason or is synced, and the rows beside it arrive", async () => {
        const bends = new Map<string, Bend>();
        const own = await ready(bending(bends, crm));
        const ids: string[] = [];
        for (const [name, value] of Object.entries(hostileValues)) {
          for (const field of [words[crm].phone, birthday, score, words[crm].buddy]) {
            const id = own.create(crm, words[crm].contact, person(crm, `${name}-${field}@x.test`.toLowerCase()));
            bends.set(
              id,
              inFields(crm, (fields) => ({ ...fields, [field]: value })),
            );
            ids.push(id);
          }
          own.create(crm, words[crm].contact, person(crm, `good-${name}@x.test`.toLowerCase()));
        }

        await polls(own, 6);

        const outcomes = await own.engine.outcomes({ connection: crm, direction: "inbound", limit: 1000 });
        const known = new Set([
          ...outcomes.map((one) => one.subject),
          ...(await own.sql<{ external_id: string }>(`select external_id from links where connection = '${crm}'`)).map(
            (link) => link.external_id,
          ),
        ]);
        expect(ids.filter((id) => !known.has(id))).toEqual([]);
        expect(good(own, far).length).toBe(Object.keys(hostileValues).length);
        expect([...new Set(outcomes.map((one) => one.reason))].toSorted()).toEqual([
          "DATA_ENCODE",
          "DATA_FORMAT",
          "DATA_MALFORMED",
          "DATA_TIMESTAMP",
          "REF_INVALID",
        ]);
      });

      it("rows: one that is none ends as a reason, and what changes after it is seen", async () => {
        const bends = new Map<string, Bend>();
        const own = await ready(bending(bends, crm));
        const names: string[] = [];
        for (const [name, bend] of Object.entries(hostileRows(words[crm].id, words[crm].stamp))) {
          const id = own.create(crm, words[crm].contact, person(crm, `${name.toLowerCase()}@x.test`));
          bends.set(id, crm === "hubspot" && /Stamp/.test(name) ? (row) => inProperties(bend)(row) : bend);
          names.push(name);
          own.create(crm, words[crm].contact, person(crm, `good-${name.toLowerCase()}@x.test`));
        }

        await polls(own, 5);
        const first = good(own, far).length;
        own.create(crm, words[crm].contact, person(crm, "good-later@x.test"));
        await polls(own, 3);

        const outcomes = await own.engine.outcomes({ connection: crm, direction: "inbound", limit: 100 });
        expect([first, good(own, far).length]).toEqual([names.length, names.length + 1]);
        expect(outcomes.length).toBeGreaterThan(0);
        expect(outcomes.every((one) => /^(DATA_|SKIP_)/.test(one.reason))).toBe(true);
      });

      it.each(["laterStamp", "lastStamp", "hugeStamp"] as const)(
        "%s: a time of change out of all reason does not hide what changes after it",
        async (name) => {
          const bends = new Map<string, Bend>();
          const own = await ready(bending(bends, crm));
          const bend = hostileRows(words[crm].id, words[crm].stamp)[name] ?? ((row) => row);
          bends.set(
            own.create(crm, words[crm].contact, person(crm, "last@x.test")),
            crm === "hubspot" ? inProperties(bend) : bend,
          );
          await polls(own, 2);

          own.create(crm, words[crm].contact, person(crm, "good-later@x.test"));
          await polls(own, 3);

          expect(good(own, far)).toEqual(["good-later@x.test"]);
        },
      );

      it("references in a circle, to itself and to nobody", async () => {
        const bends = new Map<string, Bend>();
        const own = await ready(bending(bends, crm));
        const at = (name: string) => own.create(crm, words[crm].contact, person(crm, `${name}@x.test`));
        const [self, a, b, nobody] = [at("self"), at("a"), at("b"), at("nobody")];
        const named = [
          [self, self],
          [a, b],
          [b, a],
          [nobody, "constructor"],
        ] as const;
        for (const [id, to] of named)
          bends.set(
            id,
            inFields(crm, (fields) => ({ ...fields, [words[crm].buddy]: to })),
          );
        at("good");

        await polls(own, 12);

        const links = await own.sql<{ external_id: string }>(
          `select external_id from links where connection = '${crm}' and object = 'contact'`,
        );
        expect(links.map((link) => link.external_id).toSorted()).toEqual(
          expect.arrayContaining([self, a, b, nobody].toSorted()),
        );
        expect(emails(own, far).toSorted()).toEqual(expect.arrayContaining(["good@x.test"]));
        const outcomes = await own.engine.outcomes({ limit: 50 });
        expect(new Set(outcomes.map((one) => one.reason.slice(0, 4)))).toEqual(new Set(["REF_"]));
      });
    });
  });
}

function read(text: string): Row | null {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Row) : null;
  } catch {
    return null;
  }
}

/** HubSpot's stamp stands among the properties, and once more beside them. */
function inProperties(bend: Bend): Bend {
  return ({ updatedAt: _, ...row }) => ({ ...row, properties: bend(row.properties as Row) });
}
