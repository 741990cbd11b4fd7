import * as desk from "../store/desk.ts";
import { type DigestRow, keepDigest, readDigests } from "../store/digests.ts";
import { acknowledgeIncident, incidentsById, openIncidents } from "../store/incidents.ts";
import { readPlace, savePlace } from "../store/places.ts";
import { incidentPosts, type PostRow, postsOfKind, readPosts, savePost } from "../store/posts.ts";
import { signInById, signInsToAsk } from "../store/sign-ins.ts";
import type { Worker } from "../worker.ts";

/** What the desk keeps beside the records: posts, incidents, buttons, settings, what was done by whom. */
export function deskFace({ store, ports }: Worker) {
  const now = ports.clock.wall;
  return {
    /** The numbers that a channel's digests told, the newest first. */
    digests: (channel: string, limit: number) => store.read((sql) => readDigests(sql, channel, limit)),
    keepDigest: (row: DigestRow) => store.write((sql) => keepDigest(sql, row)),
    openIncidents: () => store.read(openIncidents),
    /** Somebody looks after an open incident; false = somebody did before, or it is over. */
    acknowledge: (id: string, by: string) => store.write((sql) => acknowledgeIncident(sql, id, by, now())),
    incidents: (ids: readonly string[]) => store.read((sql) => incidentsById(sql, ids)),
    signIn: (id: string) => store.read((sql) => signInById(sql, id)),
    signInsToAsk: () => store.read((sql) => signInsToAsk(sql, now())),
    posts: (keys: readonly string[]) => store.read((sql) => readPosts(sql, keys)),
    postsOfKind: (kind: string, since: number) => store.read((sql) => postsOfKind(sql, kind, since)),
    incidentPosts: (since: number) => store.read((sql) => incidentPosts(sql, since)),
    savePost: (post: PostRow) => store.write((sql) => savePost(sql, post)),
    /** What a bot wrote down to reach a chat again; null = nothing. */
    place: (key: string) => store.read((sql) => readPlace(sql, key)),
    keepPlace: (key: string, value: string) => store.write((sql) => savePlace(sql, key, value)),
    addActions: (actions: Parameters<typeof desk.addActions>[1]) =>
      store.write((sql) => desk.addActions(sql, actions, now())),
    action: (id: string) => store.read((sql) => desk.readAction(sql, id)),
    useAction: (id: string, by: string) => store.write((sql) => desk.useAction(sql, id, by, now())),
    first: (key: string) => store.write((sql) => desk.firstSeen(sql, key, now())),
    addAudit: (row: Omit<desk.AuditRow, "at">) => store.write((sql) => desk.addAudit(sql, { ...row, at: now() })),
    audit: (limit: number) => store.read((sql) => desk.readAudit(sql, limit)),
    setting: <T>(key: string) => store.read((sql) => desk.readSetting<T>(sql, key)),
    saveSetting: (key: string, value: unknown, by: string) =>
      store.write((sql) => desk.saveSetting(sql, key, value, by, now())),
  };
}
