import type { ReasonCode } from "../../engine/reasons.ts";
import type { Fields, ProviderId } from "../../engine/record.ts";

/** The sandbox's own interface, as the bed and the rig of the provider contract have it: throws when it refuses. */
export type Control = (method: string, path: string, body?: unknown) => unknown;

/** Ids in the CRM: the record that will be written, another of its kind, and one that it may refer to. */
export interface Places {
  readonly id: string;
  readonly parent: string;
}

/**
 * A way in which a CRM refuses an update of one record. A test makes the record with `good`, calls `make`, writes `bad`,
 * and sees `reason` and `field`; then it either calls what `make` answered, or writes `better`.
 */
export interface Failure {
  readonly object: "contact" | "account";
  /** The CRM's field and ours that the fault lies in; null = in none. */
  readonly remote: string | null;
  readonly ours: string | null;
  /** In our words. */
  readonly good: Fields;
  /** `"$parent"` stands for the record that it refers to, `"$seller"` for the user who leaves, as the writer names them. */
  readonly bad: Fields;
  /** What a person would write instead; null = the record was right. */
  readonly better: Fields | null;
  readonly reason: ReasonCode;
  /** As the CRM's answer names it. */
  readonly field: string | null;
  readonly existing?: true;
  readonly mayForce?: true;
  /** Control calls that make `bad` fail; answers those that take the cause away, null = only other values help. */
  make(control: Control, at: Places): (() => void) | null;
}

export type FailureId = "E32" | "E33" | "E34" | "E35" | "E36" | "E37" | "E38" | "E39" | "E40" | "owner";

const types = {
  salesforce: { contact: "Contact", account: "Account" },
  hubspot: { contact: "contacts", account: "companies" },
  pipedrive: { contact: "persons", account: "organizations" },
} as const;

const names = {
  salesforce: { title: "Title", phone: "Phone", industry: "Industry", email: "Email", account_id: "AccountId" },
  hubspot: {
    title: "jobtitle",
    phone: "phone",
    industry: "industry",
    email: "email",
    account_id: "associatedcompanyid",
  },
  pipedrive: { title: "job_title", phone: "phone", industry: "industry", email: "email", account_id: "org_id" },
} as const;

const person = { last_name: "Lovelace", email: "ada@x.test", phone: "+44 20 7946 0018", title: "Clerk" };
const company = { name: "Engines", industry: "Education" };
const captain = { title: "Captain" };

const edit = (crm: ProviderId, object: "contact" | "account", body: object) => (control: Control) =>
  control("PATCH", `${crm}/schema/${types[crm][object]}`, body);

/** Puts a fault in place and answers how to take it away. */
function strike(control: Control, service: ProviderId, fault: string, more: object = {}): () => void {
  const { id } = control("POST", "faults", { service, fault, ...more }) as { readonly id: string };
  return () => {
    control("DELETE", `faults?id=${id}`);
  };
}

type Rest = Partial<Failure> & Pick<Failure, "reason" | "field" | "make">;

function ofContact(crm: ProviderId, ours: keyof (typeof names)["salesforce"] | null, rest: Rest): Failure {
  const remote = ours === null ? null : names[crm][ours];
  return { object: "contact", remote, ours, good: person, bad: captain, better: null, ...rest };
}

function ofAccount(crm: ProviderId, ours: string, rest: Rest & Pick<Failure, "bad" | "better">): Failure {
  return { object: "account", remote: ours === "industry" ? names[crm].industry : ours, ours, good: company, ...rest };
}

/** A field that may be read and not written. Of HubSpot and Pipedrive the object as a whole is closed. */
const forbidden: Readonly<Record<ProviderId, Failure>> = {
  salesforce: ofContact("salesforce", "title", {
    reason: "PERM_FIELD",
    field: "Title",
    make(control) {
      const right = { op: "set-permission", level: "field", field: "Title", read: true };
      edit("salesforce", "contact", { ...right, write: false })(control);
      return () => edit("salesforce", "contact", { ...right, write: true })(control);
    },
  }),
  hubspot: ofContact("hubspot", null, {
    reason: "PERM_OBJECT_WRITE",
    field: null,
    make: (control) => strike(control, "hubspot", "missing-right", { type: "contacts" }),
  }),
  pipedrive: ofContact("pipedrive", null, {
    // A missing right and a record of somebody else's are told alike.
    reason: "PERM_RECORD",
    field: null,
    make(control) {
      const right = { op: "set-permission", level: "object", read: true };
      edit("pipedrive", "contact", { ...right, write: false })(control);
      return () => edit("pipedrive", "contact", { ...right, write: true })(control);
    },
  }),
};

function required(crm: "salesforce" | "hubspot"): Failure {
  const field = names[crm].phone;
  return ofContact(crm, "phone", {
    bad: { phone: null },
    better: { phone: "+44 20 7946 0019" },
    reason: "DATA_REQUIRED_MISSING",
    field,
    make(control) {
      edit(crm, "contact", { op: "set-required", field, on: true })(control);
      return () => edit(crm, "contact", { op: "set-required", field, on: false })(control);
    },
  });
}

/** Fields that an administrator of Pipedrive marks as required bind people at its pages alone: a name binds all. */
const nameless = ofAccount("pipedrive", "name", {
  bad: { name: null },
  better: { name: "Analytical Engines" },
  reason: "DATA_REQUIRED_MISSING",
  field: "name",
  make: () => null,
});

function unlisted(crm: ProviderId): Failure {
  const field = names[crm].industry;
  return ofAccount(crm, "industry", {
    bad: { industry: "Space Travel" },
    better: { industry: "Energy" },
    reason: "DATA_PICKLIST_INVALID",
    field,
    make: (control) => () => edit(crm, "account", { op: "add-option", field, value: "Space Travel" })(control),
  });
}

const longest = { salesforce: 128, hubspot: 65_536, pipedrive: 255 } as const;

function tooLong(crm: ProviderId): Failure {
  const field = names[crm].title;
  return ofContact(crm, "title", {
    bad: { title: "x".repeat(longest[crm] + 1) },
    better: { title: "x".repeat(longest[crm]) },
    reason: "DATA_TOO_LONG",
    field,
    make: () => null,
  });
}

/** No two refusals of the rule read alike. */
function ruled(crm: "salesforce" | "hubspot"): Failure {
  const field = names[crm].title;
  const message = "Captains need a ship first (record {id}, {now}).";
  return ofContact(crm, "title", {
    better: { title: "Mate" },
    reason: "RULE_VALIDATION",
    field,
    make(control) {
      const when = { op: "equals", value: "Captain" };
      edit(crm, "contact", { op: "add-rule", name: "Ship", field, message, when })(control);
      return () => edit(crm, "contact", { op: "remove-rule", name: "Ship" })(control);
    },
  });
}

function locked(crm: "salesforce" | "hubspot"): Failure {
  return ofContact(crm, null, {
    reason: "REC_LOCKED_ROW",
    field: null,
    make: (control, { id }) => strike(control, crm, "lock-row", { type: types[crm].contact, id }),
  });
}

/** The parent is in the CRM's recycle bin, and no list shows it yet; a person restores it. */
function orphaned(crm: ProviderId): Failure {
  const field = names[crm].account_id;
  return ofContact(crm, "account_id", {
    bad: { account_id: "$parent" },
    reason: "REF_INVALID",
    field,
    make(control, { parent }) {
      const late = strike(control, crm, "late-commit", { ms: 3_600_000 });
      control("DELETE", `${crm}/records/${types[crm].account}/${parent}`);
      late();
      return () => control("POST", `${crm}/records/${types[crm].account}/${parent}/restore`);
    },
  });
}

/** Another record holds the address, and no list has told of it. Salesforce's rule only warns. */
function doubled(crm: "salesforce" | "hubspot"): Failure {
  const { email } = names[crm];
  const last = crm === "salesforce" ? "LastName" : "lastname";
  return ofContact(crm, "email", {
    bad: { email: "twin@x.test" },
    better: { email: "ada.l@x.test" },
    reason: crm === "salesforce" ? "DUP_RULE" : "DUP_UNIQUE",
    field: null,
    existing: true,
    ...(crm === "salesforce" && { mayForce: true }),
    make(control) {
      const at = `${crm}/records/${types[crm].contact}`;
      const { id } = control("POST", `${at}?silent=1`, { fields: { [last]: "Twin", [email]: "twin@x.test" } }) as {
        readonly id: string;
      };
      const rule = { op: "add-rule", name: "Same_Email", field: email, message: "Use one of these records?" };
      if (crm === "salesforce") edit(crm, "contact", { ...rule, when: { op: "duplicate", value: "" } })(control);
      return () => control("DELETE", `${at}/${id}`);
    },
  });
}

function odd(crm: ProviderId): Failure {
  return ofContact(crm, null, {
    reason: "ERR_UNKNOWN",
    field: null,
    make: (control) =>
      strike(control, crm, "refuse-record", {
        type: types[crm].contact,
        field: names[crm].title,
        value: "Captain",
        code: "GREMLIN_IN_THE_ENGINE",
        message: "A gremlin sits on {id} since {now}.",
      }),
  });
}

/** Who leaves: Jo Seller of the main account, by the CRM's id of them. */
export const seller = { salesforce: "0055Y0000000003QAA", hubspot: "0017003", pipedrive: "11003" } as const;

const ownerFields = { salesforce: "OwnerId", hubspot: "hubspot_owner_id", pipedrive: "owner_id" } as const;

/** Seen where the object `owner` is synced and owner_id mapped with the type "reference:owner". */
function ownerless(crm: ProviderId): Failure {
  const remote = ownerFields[crm];
  return {
    ...ofContact(crm, null, {
      reason: "REF_OWNER_INACTIVE",
      field: remote,
      bad: { owner_id: "$seller" },
      make(control) {
        return strike(control, crm, "deactivate-user", { user: crm === "pipedrive" ? 11_003 : seller[crm] });
      },
    }),
    remote,
    ours: "owner_id",
  };
}

/** What is absent a CRM cannot produce: see test/features/cannot.ts. */
export const failures = {
  E32: forbidden,
  E33: { salesforce: required("salesforce"), hubspot: required("hubspot"), pipedrive: nameless },
  E34: each(unlisted),
  E35: each(tooLong),
  E36: { salesforce: ruled("salesforce"), hubspot: ruled("hubspot") },
  E37: { salesforce: locked("salesforce"), hubspot: locked("hubspot") },
  E38: each(orphaned),
  E39: { salesforce: doubled("salesforce"), hubspot: doubled("hubspot") },
  E40: each(odd),
  owner: each(ownerless),
} as const satisfies Readonly<Record<FailureId, Readonly<Partial<Record<ProviderId, Failure>>>>>;

function each(make: (crm: ProviderId) => Failure): Readonly<Record<ProviderId, Failure>> {
  return { salesforce: make("salesforce"), hubspot: make("hubspot"), pipedrive: make("pipedrive") };
}

/** The failures that a CRM can produce, in order. */
export function failuresOf(crm: ProviderId): readonly (readonly [FailureId, Failure])[] {
  const all: Readonly<Record<FailureId, Readonly<Partial<Record<ProviderId, Failure>>>>> = failures;
  return (Object.keys(all) as FailureId[]).flatMap((id) => {
    const found = all[id][crm];
    return found === undefined ? [] : [[id, found] as const];
  });
}
