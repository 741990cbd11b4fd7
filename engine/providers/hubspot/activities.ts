import type { Listed } from "../../listed.ts";
import { CrmError, type Session } from "../../provider.ts";
import type { ObjectName, Schema } from "../../record.ts";
import { activityChanges, isForbidden } from "./activity-changes.ts";
import { countActivities, findActivities, readActivities } from "./activity-find.ts";
import { pushActivities } from "./activity-push.ts";
import { type Described, mergeSchemas } from "./activity-schema.ts";
import { activityTypes, splitId } from "./activity-types.ts";
import type { Client } from "./client.ts";

/**
 * What can be done about activities: tasks, calls, e-mails, meetings and notes are five types of HubSpot and one object
 * of ours. An id names its type ("calls-123"). `describeType` describes one of them.
 */
export function activitiesOf(
  client: Client,
  session: Session,
  object: ObjectName,
  describeType: (type: string) => Promise<Schema>,
): Listed {
  const fields = session.fields[object] ?? [];
  return {
    describe: () => describe(object, describeType),
    count: () => countActivities(client),
    changes: (_, cursor) => activityChanges(client, session, object, cursor),
    read: (_, ids) => readActivities(client, fields, ids),
    find: (_, by, values) => findActivities(client, fields, by, values, session.now()),
    push: (_, writes) => pushActivities(client, writes, session.now()),
  };
}

/** The page of an activity below the account's address; null for what is no id of one. */
export function activityPage(externalId: string): string | null {
  const parts = splitId(externalId);
  return parts === null ? null : `${parts.of.page}/${parts.id}`;
}

/** A type that may not be read is no part of the object. @throws CrmError when none may be. */
async function describe(object: ObjectName, describeType: (type: string) => Promise<Schema>): Promise<Schema> {
  const described: Described[] = [];
  let refusal: CrmError | null = null;
  for (const of of activityTypes) {
    try {
      described.push({ of, schema: await describeType(of.type) });
    } catch (error) {
      if (!(error instanceof CrmError) || !isForbidden(error)) throw error;
      refusal = error;
    }
  }
  if (described.length === 0 && refusal !== null) throw refusal;
  return mergeSchemas(object, described);
}
