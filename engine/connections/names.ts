import type { Provider } from "../provider.ts";
import type { ObjectName } from "../record.ts";
import type { ConnectionSettings } from "../settings.ts";

/**
 * The provider as one connection sees it: it knows the objects that the configuration adds, and a sign-in asks for the
 * rights of all objects of the connection. Pure.
 */
export function withNames(plain: Provider, own: Pick<ConnectionSettings, "objects" | "names">): Provider {
  const objects = { ...plain.objects, ...own.names };
  const typeOf = (object: ObjectName): string => own.names?.[object] ?? object;
  const types = own.objects.map((object) => objects[object] ?? object);
  return {
    ...plain,
    objects,
    authorizeUrl: (app, state, challenge) => plain.authorizeUrl(app, state, challenge, types),
    calls: (work) => plain.calls({ ...work, object: typeOf(work.object) }),
    recordUrl: (identity, token, object, externalId) => plain.recordUrl(identity, token, typeOf(object), externalId),
    binUrl: (identity, token, object) => plain.binUrl?.(identity, token, typeOf(object)) ?? null,
    rightWords: (asked, identity, token) =>
      plain.rightWords?.({ ...asked, object: typeOf(asked.object) }, identity, token) ?? null,
  };
}
