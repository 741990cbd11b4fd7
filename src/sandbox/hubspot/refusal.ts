/**
 * What HubSpot says when it does not do something: one value for the whole answer, and one for a row of a batch. The
 * texts are those of live answers where one is known; a client must not rely on the others.
 */
export type Context = Readonly<Record<string, readonly string[]>>;

interface ErrorDetail {
  readonly message: string;
  readonly code?: string;
  readonly in?: string;
  readonly context?: Context;
}

export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly category: string;
  readonly subCategory?: string;
  readonly context?: Context;
  readonly errors?: readonly ErrorDetail[];
  readonly links?: Readonly<Record<string, string>>;
}

/** A row of a 207: the same trouble, in the shape `StandardError` of the API document. */
export interface RowError {
  readonly status: "error";
  readonly category: string;
  readonly message: string;
  readonly context: Context;
  readonly errors: readonly ErrorDetail[];
  readonly links: Readonly<Record<string, string>>;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refused<T = never>(refusal: Refusal): Outcome<T> {
  return { ok: false, refusal };
}

export function invalid(message: string, more: Partial<Refusal> = {}): Refusal {
  return { status: 400, message, category: "VALIDATION_ERROR", ...more };
}

/** One property that HubSpot does not take; several travel together inside one message. */
export interface PropertyFault {
  readonly message: string;
  readonly error: string;
  readonly name: string;
}

/** "Property values were not valid: [json]": the list stands as JSON text inside the message, and again in errors[]. */
export function invalidProperties(faults: readonly PropertyFault[]): Refusal {
  const listed = faults.map((fault) => ({ isValid: false, ...fault, localizedErrorMessage: fault.message }));
  const errors = faults.map((fault) => ({
    message: fault.message,
    code: fault.error,
    context: { propertyName: [fault.name] },
  }));
  return invalid(`Property values were not valid: ${JSON.stringify(listed)}`, { errors });
}

/** `singular` as HubSpot prints it, e.g. "CONTACT". */
export function requiredMissing(singular: string, names: readonly string[]): Refusal {
  return invalid(`Error creating ${singular}. Some required properties were not set.`, {
    context: { properties: names },
    errors: names.map((name) => ({
      message: `Property "${name}" is required`,
      code: "REQUIRED_FIELD",
      context: { propertyName: [name] },
    })),
  });
}

export function conflict(singular: string, existingId: string): Refusal {
  const word = singular.charAt(0) + singular.slice(1).toLowerCase();
  return { status: 409, message: `${word} already exists. Existing ID: ${existingId}`, category: "CONFLICT" };
}

export function notFound(): Refusal {
  return { status: 404, message: "resource not found", category: "OBJECT_NOT_FOUND" };
}

/** `faults` as HubSpot lists them, e.g. "COMPANY=12 is not valid". */
export function invalidAssociations(faults: readonly string[]): Refusal {
  return invalid("one or more associations are not valid", {
    context: { INVALID_OBJECT_IDS: faults },
    errors: faults.map((message) => ({ message, code: "INVALID_OBJECT_IDS" })),
  });
}

export function missingScopes(scopes: readonly string[]): Refusal {
  return {
    status: 403,
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    category: "MISSING_SCOPES",
    errors: [
      {
        message: "One or more of the following scopes are required.",
        context: { requiredGranularScopes: scopes },
      },
    ],
    links: { scopes: "https://developers.hubspot.com/scopes" },
  };
}

export function missingIds(singular: string, ids: readonly string[]): RowError {
  return {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: `Could not get some ${singular} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
    errors: [],
    links: {},
  };
}

/** A refusal that concerns one input, marked so that the client can find it again. */
export function rowError(refusal: Refusal, mark: Context): RowError {
  return {
    status: "error",
    category: refusal.category,
    message: refusal.message,
    context: { ...refusal.context, ...mark },
    errors: refusal.errors ?? [],
    links: refusal.links ?? {},
  };
}
