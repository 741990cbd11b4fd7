import type { HttpRequest } from "../../../engine/provider.ts";
import type { CrmName } from "./crms.ts";
import type { Life } from "./machine.ts";
import type { World } from "./people.ts";

/** What a process may send, and what it must keep of the answers. */
export interface SendingWatch {
  leaves(name: CrmName, asked: HttpRequest): void;
  /** A process got a new token. */
  renewed(name: CrmName): void;
}

const keptWithinMs = 5_000;

export function sendingWatch(life: Life, world: World, stormy: () => boolean): SendingWatch {
  const { agenda, trace, drawn, store } = world;
  const sealed = (name: CrmName) =>
    store.read(async (sql) => {
      const [row] = await sql.all("select token from connections where name = ?", [name]);
      return row?.token;
    });

  return {
    leaves: (name, asked) => {
      // Where clocks are far off, a lease may be taken early; the fence keeps what is written in order all the same.
      // Whoever signs in again after the storm has none.
      const signingIn = !stormy() && (drawn.revokes || drawn.rotates);
      if (signingIn || drawn.skewed || /\/oauth|\/id\//.test(asked.url)) return;
      void store
        .read((sql) => sql.all("select owner from leases where connection = ?", [name]))
        .then(([lease]) => {
          if (lease?.owner && lease.owner !== life.owner)
            trace.violate("sent without the lease", `${life.owner} asks ${name}, whose lease ${lease.owner} has`);
        });
    },
    renewed: (name) => {
      // Two that renew at once may both be answered; then one of both tokens is kept.
      if (drawn.workers > 1) return;
      const { generation } = life.machine;
      void sealed(name).then((before) =>
        agenda.in(keptWithinMs, async () => {
          const undisturbed =
            life.alive() &&
            life.machine.generation === generation &&
            life.machine.pausedUntil < agenda.now() - keptWithinMs;
          if (!undisturbed || world.unsavedSince(agenda.now() - keptWithinMs)) return;
          if ((await sealed(name)) === before) trace.violate("a new token is not kept", `${life.owner} ${name}`);
        }),
      );
    },
  };
}
