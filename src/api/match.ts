import { nearest } from "../config/nearest.ts";
import { Refusal } from "./refusal.ts";
import type { ApiRoute, Asked, Desk } from "./route.ts";

export interface Found extends Pick<Asked, "params" | "object" | "types"> {
  readonly route: ApiRoute;
}

/** The route of an address, with what its parts name; throws where there is none. */
export function findRoute(
  routes: readonly ApiRoute[],
  method: string,
  path: string,
  { settings, records }: Desk["engine"],
): Found {
  const there = routes.flatMap((route) => {
    const params = paramsOf(route.path, path);
    return params === null ? [] : [{ route, params }];
  });
  const found = there.find((one) => one.route.method === method);
  if (!found && there.length > 0) {
    const allow = [...new Set(there.map((one) => one.route.method))].join(", ");
    throw new Refusal("METHOD_WRONG", `This address takes ${allow}.`, { headers: { allow } });
  }
  if (!found) throw new Refusal("NOT_FOUND", "There is no such address; /v1/openapi.json names them all.");
  const object = found.params.object ?? found.route.object;
  if (object === undefined) return { ...found, object: "", types: {} };
  if (!Object.hasOwn(settings.objects, object)) throw unknownObject(object, Object.keys(settings.objects));
  return { ...found, object, types: records.types(object) };
}

/** Null = the address is another one. */
function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const names = pattern.split("/");
  const parts = path.split("/");
  if (names.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [at, name] of names.entries()) {
    const part = parts[at] ?? "";
    if (!name.startsWith(":")) {
      if (name !== part) return null;
      continue;
    }
    const value = decoded(part);
    if (value === null || value === "") return null;
    params[name.slice(1)] = value;
  }
  return params;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function unknownObject(word: string, known: readonly string[]): Refusal {
  const near = nearest(word, known);
  const meant = near ? `Did you mean ${near}?` : `Known: ${known.join(", ")}.`;
  return new Refusal("OBJECT_UNKNOWN", `There is no such object. ${meant}`, { field: "object" });
}
