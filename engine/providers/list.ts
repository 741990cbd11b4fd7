import type { Provider } from "../provider.ts";
import type { ProviderId } from "../record.ts";

/** Loads one provider and only its SDK: an SDK that is not used costs neither time nor memory. */
export async function loadProvider(id: ProviderId): Promise<Provider> {
  switch (id) {
    case "salesforce":
      return (await import("./salesforce/index.ts")).salesforce;
    case "hubspot":
      return (await import("./hubspot/index.ts")).hubspot;
    case "pipedrive":
      return (await import("./pipedrive/index.ts")).pipedrive;
  }
}
