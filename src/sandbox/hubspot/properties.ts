import type { Answer } from "../crm/crm.ts";
import { field } from "../crm/schema.ts";
import { type Ask, answer, refuse } from "./ask.ts";
import { bodies, readBody } from "./body.ts";
import { type ObjectType, tableFor } from "./object-types.ts";
import { kindsByType, propertyShape } from "./property-shapes.ts";
import { invalid } from "./refusal.ts";

/** When the portal's built-in properties were made: long ago. */
const madeAt = Date.UTC(2019, 7, 6);

/** `GET /crm/v3/properties/{type}`: what the user may see; nothing is archived here. */
export function listProperties(ask: Ask, type: ObjectType): Answer {
  const archived = ask.query.get("archived") === "true";
  const fields = archived ? [] : [...tableFor(ask.account, type).schema.fields.values()].filter((one) => one.read);
  return answer(200, { results: fields.map((one) => propertyShape(one, type, madeAt)) }, fields.length);
}

export function readProperty(ask: Ask, type: ObjectType): Answer {
  const name = ask.params.name ?? "";
  const found = tableFor(ask.account, type).schema.fields.get(name);
  if (found?.read === true) return answer(200, propertyShape(found, type, madeAt), 1);
  return refuse(ask.crm, { status: 404, message: `Property ${name} does not exist`, category: "OBJECT_NOT_FOUND" });
}

/** `POST /crm/v3/properties/{type}`: 201, or 409 when the name is taken. */
export function createProperty(ask: Ask, type: ObjectType): Answer {
  const body = readBody(ask.request.body, bodies.property);
  if (!body.ok) return refuse(ask.crm, body.refusal);
  const { name, label, type: wanted, hasUniqueValue, options } = body.value;
  const { schema } = tableFor(ask.account, type);
  const kind = kindsByType[wanted];
  if (kind === undefined)
    return refuse(ask.crm, invalid(`Property type ${wanted} is not one of ${Object.keys(kindsByType).join(", ")}`));
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(name))
    return refuse(
      ask.crm,
      invalid(`Property name ${name} must be in small letters, digits and _, and begin with a letter`),
    );
  if (schema.fields.has(name))
    return refuse(ask.crm, {
      status: 409,
      message: `A property named '${name}' already exists.`,
      category: "OBJECT_ALREADY_EXISTS",
    });
  const made = field(name, kind, {
    label,
    custom: true,
    unique: hasUniqueValue === true,
    options: kind === "picklist" ? (options ?? []).map((option) => option.value) : null,
    length: kind === "string" || kind === "phone" ? 65_536 : null,
  });
  schema.fields.set(name, made);
  schema.version += 1;
  return answer(201, propertyShape(made, type, ask.crm.world.now()), 1);
}

/** `GET /crm-object-schemas/v3/schemas/{type}`: the one place where required properties are told. */
export function readSchema(ask: Ask, type: ObjectType): Answer {
  const fields = [...tableFor(ask.account, type).schema.fields.values()].filter((one) => one.read);
  return answer(200, {
    id: type.id,
    objectTypeId: type.id,
    name: type.singular,
    fullyQualifiedName: type.singular,
    labels: type.label,
    primaryDisplayProperty: type.display,
    secondaryDisplayProperties: [],
    searchableProperties: type.searchable,
    requiredProperties: fields.filter((one) => one.required).map((one) => one.name),
    properties: fields.map((one) => propertyShape(one, type, madeAt)),
    associations: [],
    archived: false,
  });
}
