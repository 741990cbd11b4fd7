import { ruleOp, ruleOps } from "./conditions.ts";
import { type Field, type FieldKind, field, fieldKinds, type Rule, type Schema, type Value } from "./schema.ts";
import { setDependence, setRecordTypes } from "./schema-kinds.ts";
import { rewrite, type Table } from "./table.ts";

/** What an administrator may do to an object, as `PATCH /_sandbox/{crm}/schema/:type {op, …}` asks. */
type Edit = (table: Table, given: Given) => string | null;
type Given = Readonly<Record<string, unknown>>;

const edits: Readonly<Record<string, Edit>> = {
  "add-field": addField,
  "rename-field": renameField,
  "delete-field": (table, given) => onField(table, given, (f) => deleteField(table, f)),
  "retype-field": retypeField,
  "add-option": (table, given) =>
    onOptions(table, given, (options, value) => [...options.filter((o) => o !== value), value]),
  "remove-option": (table, given) => onOptions(table, given, (options, value) => options.filter((o) => o !== value)),
  "set-required": (table, given) =>
    onField(table, given, (f) =>
      typeof given.on === "boolean" ? change(table, { ...f, required: given.on }) : "on must be true or false",
    ),
  "add-rule": addRule,
  "remove-rule": removeRule,
  "set-permission": setPermission,
  "set-dependence": (table, given) => setDependence(table.schema, given),
  "set-record-types": (table, given) => setRecordTypes(table.schema, given),
};

const otherTypes: Readonly<Record<string, FieldKind>> = {
  text: "string",
  textarea: "string",
  enumeration: "picklist",
  select: "picklist",
  bool: "boolean",
  checkbox: "boolean",
  integer: "number",
  int: "number",
  double: "number",
  tel: "phone",
  phone_number: "phone",
};

/** Carries the edit out; null when done, otherwise what is wrong and what is known. */
export function editSchema(table: Table, body: unknown): string | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "the body must be a JSON object with op";
  const given = body as Given;
  const edit = typeof given.op === "string" && Object.hasOwn(edits, given.op) ? edits[given.op] : undefined;
  if (edit === undefined) return `unknown op ${JSON.stringify(given.op)}; known: ${Object.keys(edits).join(", ")}`;
  const problem = edit(table, given);
  if (problem === null) {
    table.schema.version += 1;
    for (const row of table.latest.values()) row.text = null;
  }
  return problem;
}

/** The schema as the control interface shows it. */
export function shownSchema(schema: Schema) {
  const { type, label, rules, read, write } = schema;
  return { type, label, permission: { read, write }, fields: [...schema.fields.values()], rules };
}

function addField(table: Table, given: Given): string | null {
  const { field: name, type = "string", length = null, options = null } = given;
  if (typeof name !== "string" || !isName(name)) return "field must be a name of letters, digits and _";
  if (table.schema.fields.has(name)) return `there is a field ${name} already`;
  const kind = kindOf(type);
  if (kind === null) return `unknown type ${JSON.stringify(type)}; known: ${fieldKinds.join(", ")}`;
  if (length !== null && !(Number.isInteger(length) && Number(length) > 0))
    return "length must be a whole number above 0";
  if (options !== null && !isTexts(options)) return "options must be a list of texts";
  const made = {
    length: length === null ? null : Number(length),
    options: kind === "picklist" ? (options ?? []) : null,
  };
  const label = typeof given.label === "string" ? { label: given.label } : {};
  return change(table, field(name, kind, { ...made, ...label, custom: true }));
}

function renameField(table: Table, given: Given): string | null {
  return onField(table, given, (old) => {
    const { to } = given;
    if (given.labelOnly === true && typeof to === "string" && to !== "") return change(table, { ...old, label: to });
    if (typeof to !== "string" || !isName(to)) return "to must be a name of letters, digits and _";
    if (table.schema.fields.has(to)) return `there is a field ${to} already`;
    const fields = [...table.schema.fields.values()].map((f) => (f === old ? { ...f, name: to } : f));
    table.schema.fields.clear();
    for (const f of fields) table.schema.fields.set(f.name, f);
    table.schema.rules = table.schema.rules.map((r) => (r.field === old.name ? { ...r, field: to } : r));
    rewrite(table, ({ [old.name]: value, ...rest }) => (value === undefined ? rest : { ...rest, [to]: value }));
    return null;
  });
}

function deleteField(table: Table, gone: Field): null {
  table.schema.fields.delete(gone.name);
  table.schema.rules = table.schema.rules.filter((r) => r.field !== gone.name);
  rewrite(table, ({ [gone.name]: _, ...rest }) => rest);
  return null;
}

function retypeField(table: Table, given: Given): string | null {
  return onField(table, given, (f) => {
    const kind = given.type === undefined ? f.type : kindOf(given.type);
    if (kind === null) return `unknown type ${JSON.stringify(given.type)}; known: ${fieldKinds.join(", ")}`;
    const length = given.length === undefined ? f.length : given.length;
    if (length !== null && !(Number.isInteger(length) && Number(length) > 0))
      return "length must be a whole number above 0";
    const options = kind === "picklist" ? (f.options ?? []) : null;
    return change(table, { ...f, type: kind, length: length === null ? null : Number(length), options });
  });
}

function addRule(table: Table, given: Given): string | null {
  const { name, field: on, message, when, blocks } = given;
  if (typeof name !== "string" || name === "") return "name must be a text";
  if (typeof on !== "string" || !table.schema.fields.has(on)) return unknownField(table, on);
  if (typeof message !== "string" || message === "") return "message must be a text";
  const { op, value = null } = (typeof when === "object" && when !== null ? when : {}) as Given;
  const known = typeof op === "string" ? ruleOp(op) : null;
  if (known === null) return `unknown when.op ${JSON.stringify(op)}; known: ${ruleOps.join(", ")}`;
  if (typeof value === "object" && value !== null) return "when.value must be a text, a number, true, false or null";
  if (known.endsWith("matches") && !isPattern(String(value))) return "when.value is not a regular expression";
  if (blocks !== undefined && (typeof blocks !== "boolean" || known !== "duplicate"))
    return "blocks must be true or false, and is a matter of duplicate rules";
  const plain: Rule = { name, field: on, message, when: { op: known, value: value as Value } };
  const rule = blocks === true ? { ...plain, blocks } : plain;
  table.schema.rules = [...table.schema.rules.filter((r) => r.name !== name), rule];
  return null;
}

function removeRule(table: Table, given: Given): string | null {
  const { rules } = table.schema;
  const known = rules.map((r) => r.name).join(", ") || "none";
  if (!rules.some((r) => r.name === given.name)) return `unknown rule ${JSON.stringify(given.name)}; known: ${known}`;
  table.schema.rules = rules.filter((r) => r.name !== given.name);
  return null;
}

function setPermission(table: Table, given: Given): string | null {
  const { level, read, write } = given;
  if (level !== "object" && level !== "field") return `unknown level ${JSON.stringify(level)}; known: object, field`;
  for (const right of [read, write]) {
    if (right !== undefined && typeof right !== "boolean") return "read and write must be true or false";
  }
  if (read === undefined && write === undefined) return "read or write must be given";
  const rights = { ...(typeof read === "boolean" && { read }), ...(typeof write === "boolean" && { write }) };
  if (level === "field") return onField(table, given, (f) => change(table, { ...f, ...rights }));
  Object.assign(table.schema, rights);
  return null;
}

function onField(table: Table, given: Given, then: (field: Field) => string | null): string | null {
  const found = typeof given.field === "string" ? table.schema.fields.get(given.field) : undefined;
  return found === undefined ? unknownField(table, given.field) : then(found);
}

function onOptions(
  table: Table,
  given: Given,
  then: (options: readonly string[], value: string) => readonly string[],
): string | null {
  return onField(table, given, (f) => {
    if (f.options === null) return `${f.name} is no picklist`;
    if (typeof given.value !== "string" || given.value === "") return "value must be a text";
    return change(table, { ...f, options: then(f.options, given.value) });
  });
}

function change(table: Table, changed: Field): null {
  table.schema.fields.set(changed.name, changed);
  return null;
}

function unknownField(table: Table, name: unknown): string {
  return `unknown field ${JSON.stringify(name)}; ${table.schema.type} has: ${[...table.schema.fields.keys()].join(", ")}`;
}

function kindOf(type: unknown): FieldKind | null {
  if (typeof type !== "string") return null;
  return otherTypes[type.toLowerCase()] ?? fieldKinds.find((kind) => kind === type.toLowerCase()) ?? null;
}

/** Names are words; Pipedrive's own are 40 hexadecimal digits. */
function isName(text: string): boolean {
  return /^([A-Za-z]\w*|[0-9a-f]{40})$/.test(text);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "");
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
