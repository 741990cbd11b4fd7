import * as links from "@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import * as contacts from "@hubspot/api-client/lib/codegen/crm/contacts/index.js";
import * as objects from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import * as owners from "@hubspot/api-client/lib/codegen/crm/owners/index.js";
import * as pipelines from "@hubspot/api-client/lib/codegen/crm/pipelines/index.js";
import * as properties from "@hubspot/api-client/lib/codegen/crm/properties/index.js";
import * as schemas from "@hubspot/api-client/lib/codegen/crm/schemas/index.js";
import type { Hub } from "./hubspot-portal.ts";

/** What of a request HubSpot's generated classes tell; each folder has classes of its own. */
interface Sent {
  getHttpMethod(): string;
  getUrl(): string;
  getHeaders(): Record<string, string>;
  getBody(): unknown;
}

/** The parts of a folder of generated classes that an HTTP library must be built of. */
interface Folder<C, S, Q extends Sent, R, L> {
  createConfiguration(given?: { baseServer?: S; authMethods?: { oauth2: { accessToken: string } }; httpApi?: L }): C;
  readonly ServerConfiguration: new (url: string, variables: Record<string, never>) => S;
  readonly ResponseContext: new (
    status: number,
    headers: Record<string, string>,
    body: { text(): Promise<string>; binary(): Promise<Buffer> },
  ) => R;
  wrapHttpLibrary(library: { send(request: Q): Promise<R> }): L;
}

const origin = "http://127.0.0.1:4001";

/** HubSpot's own generated classes, cut off at their HTTP library: requests go to the simulated service. */
export function sdk(hub: Hub) {
  return {
    basic: new objects.BasicApi(configured(hub, objects)),
    batch: new objects.BatchApi(configured(hub, objects)),
    search: new objects.SearchApi(configured(hub, objects)),
    contacts: new contacts.BasicApi(configured(hub, contacts)),
    links: new links.BatchApi(configured(hub, links)),
    link: new links.BasicApi(configured(hub, links)),
    pipelines: new pipelines.PipelinesApi(configured(hub, pipelines)),
    properties: new properties.CoreApi(configured(hub, properties)),
    owners: new owners.OwnersApi(configured(hub, owners)),
    schemas: new schemas.CoreApi(configured(hub, schemas)),
  };
}

function configured<C, S, Q extends Sent, R, L>(hub: Hub, folder: Folder<C, S, Q, R, L>): C {
  const send = async (request: Q): Promise<R> => {
    const headers = Object.entries(request.getHeaders()).map(([name, value]) => [name.toLowerCase(), value]);
    const body = request.getBody();
    const path = request.getUrl().slice(origin.length);
    const text = typeof body === "string" ? body : "";
    const got = hub.send(request.getHttpMethod(), path, text, Object.fromEntries(headers));
    const read = { text: async () => got.text, binary: async () => Buffer.from(got.text) };
    return new folder.ResponseContext(got.status, { ...got.headers }, read);
  };
  return folder.createConfiguration({
    baseServer: new folder.ServerConfiguration(origin, {}),
    authMethods: { oauth2: { accessToken: hub.access.token } },
    httpApi: folder.wrapHttpLibrary({ send }),
  });
}
