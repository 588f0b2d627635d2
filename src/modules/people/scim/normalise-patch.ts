import { assertSafeExpression, assertSafeNames } from './safe-names';
import { ScimError, invalidValue } from './scim-error';
import { ENTERPRISE, type Resource } from './scim-schemas';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const MOST_OPERATIONS = 1_000;

type Lists = Record<string, unknown>;

interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

/** What a resource never takes from outside, and what clients send along in an operation without a path. */
const READ_ONLY = new Set(['id', 'schemas', 'meta', 'groups']);

/** `emails[type eq "work"].value`, `roles[primary eq "True"].value` */
const PART_OF_ELEMENT = /^(\w+)\[(type|primary) eq ("?)([^"]+)\3\]\.(\w+)$/i;

/**
 * A PATCH in the one form that RFC 7644 describes, out of those that Okta and Entra send: booleans as texts, a manager as a
 * text, an address added to a list, or replaced in one, that has none of its type, attributes of an operation without a path
 * under their full names.
 */
export function normalisePatch(message: unknown, resource: Resource): Resource {
  const { schemas, Operations: operations } = objectOf(message);
  if (!Array.isArray(schemas) || !schemas.includes(PATCH_OP)) {
    throw new ScimError(400, `A PATCH names the schema ${PATCH_OP}.`, 'invalidSyntax');
  }
  if (!Array.isArray(operations) || operations.length === 0 || operations.length > MOST_OPERATIONS) {
    throw invalidValue(`Send between 1 and ${MOST_OPERATIONS} Operations.`);
  }
  const lists: Lists = { ...resource };
  return {
    schemas: [PATCH_OP],
    Operations: operations.map((operation) =>
      normalOperation(objectOf(operation) as unknown as Operation, lists),
    ),
  };
}

/** Attributes that clients address in PATCH, as this server writes them; names are read in any case (RFC 7643, section 2.1). */
const NAMES = new Map(
  ['active', 'displayName', 'emails', 'externalId', 'members', 'name', 'roles', 'userName'].map((name) => [
    name.toLowerCase(),
    name,
  ]),
);
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group):/i;

/** `urn:ietf:params:scim:schemas:core:2.0:User:ACTIVE` is `active` (RFC 7644, section 3.10). */
const bare = (path: string): string =>
  path.replace(CORE, '').replace(/^\w+/, (name) => NAMES.get(name.toLowerCase()) ?? name);

/** `lists`: what the resource holds, and what the operations before this one have put beside it. */
function normalOperation({ op, path: said, value }: Operation, lists: Lists): Operation {
  if (typeof op !== 'string') throw new ScimError(400, 'An operation has no “op”.', 'invalidSyntax');
  const verb = op.toLowerCase();
  assertSafeNames(value);
  if (said === undefined) return { op: verb, value: verb === 'remove' ? value : normalValues(value) };
  if (typeof said !== 'string') throw new ScimError(400, 'A “path” is a text.', 'invalidPath');
  const path = bare(said);
  assertSafeExpression(path, 'invalidPath');
  if (READ_ONLY.has(path))
    throw new ScimError(400, `“${path}” is given by the server and cannot be changed.`, 'mutability');
  const part = PART_OF_ELEMENT.exec(path);
  if (part && verb !== 'remove') return operationOnPart(verb, part, normalValue(path, value), lists);
  return value === undefined ? { op: verb, path } : { op: verb, path, value: normalValue(path, value) };
}

/** An element that is not there yet is made: Entra sends Replace for it as often as Add, and several parts of it one by one. */
function operationOnPart(
  verb: string,
  [, list, attribute, , said, inner]: RegExpExecArray,
  value: unknown,
  lists: Lists,
): Operation {
  const by = attribute.toLowerCase();
  const wanted = by === 'primary' ? booleanOf(said) : said;
  const name = Object.keys(lists).find((key) => key.toLowerCase() === list.toLowerCase()) ?? list;
  const elements = Array.isArray(lists[name]) ? (lists[name] as readonly Resource[]) : [];
  if (elements.some((element) => element[by] === wanted))
    return { op: verb, path: `${list}[${by} eq ${JSON.stringify(wanted)}].${inner}`, value };
  lists[name] = [...elements, { [by]: wanted }];
  return { op: 'add', path: list, value: [{ [by]: wanted, [inner]: value }] };
}

/** Of an operation without a path, and of a whole resource. */
export function normalValues(value: unknown): Resource {
  const entries = Object.entries(objectOf(value)).filter(([name]) => !READ_ONLY.has(name));
  return Object.fromEntries(entries.map(([name, inner]) => [name, normalValue(name, inner)]));
}

function normalValue(name: string, value: unknown): unknown {
  if (name === ENTERPRISE) return normalValues(value);
  const attribute = (name.split(/[:.]/).at(-1) ?? name).toLowerCase();
  if (attribute === 'active' || attribute === 'primary') return booleanOf(value);
  if (attribute === 'manager' && (typeof value === 'string' || value === null)) {
    return value === null || value === '' ? undefined : { value };
  }
  if (Array.isArray(value)) return value.map(elementOf);
  return value;
}

/** Entra writes the `primary` of an address as a text too. */
const elementOf = (element: unknown): unknown =>
  typeof element === 'object' && element !== null && 'primary' in element
    ? { ...element, primary: booleanOf(element.primary) }
    : element;

function booleanOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const said = value.toLowerCase();
  if (said === 'true' || said === 'false') return said === 'true';
  throw invalidValue(`“${value.slice(0, 40)}” is neither true nor false.`);
}

function objectOf(value: unknown): Resource {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Resource;
  throw new ScimError(400, 'A JSON object is expected here.', 'invalidSyntax');
}
