import SCIMMY from 'scimmy';
import { assertSafeExpression } from './safe-names';
import { ScimError } from './scim-error';
import { ENTERPRISE, PREREQUISITES, type Resource } from './scim-schemas';

const LONGEST = 1_000;

/** One comparison, perhaps with a leading `not`: `["eq", "lea"]`. */
type Comparison = readonly unknown[];
type Condition = { readonly [attribute: string]: Comparison | readonly Comparison[] | Condition };

/** A parsed filter (RFC 7644, section 3.4.2.2): any of its conditions, each of which holds as a whole. */
export type ScimFilter = readonly Condition[];

export function parseFilter(expression: string): ScimFilter {
  if (expression.length > LONGEST) throw invalidFilter(`A filter has at most ${LONGEST} characters.`);
  assertSafeExpression(expression, 'invalidFilter');
  // The library passes over a connective that connects nothing.
  if (/(^|\s)(and|or|not)\s*$/i.test(expression)) throw invalidFilter('This filter ends in the middle.');
  let parsed: ScimFilter;
  try {
    parsed = [...new SCIMMY.Types.Filter(expression)];
  } catch {
    throw invalidFilter('This filter cannot be read.');
  }
  for (const condition of parsed) assertWhole(condition);
  return parsed;
}

/** A comparison without its value would be taken for "is absent", and empty brackets for what everybody meets. */
function assertWhole(condition: Condition): void {
  if (Object.keys(condition).length === 0) throw invalidFilter('Something has to stand within brackets.');
  for (const found of Object.values(condition)) {
    if (!Array.isArray(found)) {
      assertWhole(found as Condition);
      continue;
    }
    for (const comparison of comparisons(found)) {
      const [operator, value] = positive(comparison);
      if (!OPERATORS.has(operator)) throw invalidFilter(`There is no comparison “${operator}”.`);
      if (operator !== 'pr' && value === undefined) throw invalidFilter(`“${operator}” needs a value.`);
    }
  }
}

/** The one value that a filter demands of an attribute, so that an index can be asked first. */
export function demanded(filter: ScimFilter, attribute: string): string | undefined {
  const [only, ...others] = filter;
  if (only === undefined || others.length > 0) return undefined;
  const found = Object.entries(only).find(([name]) => plainName(name) === attribute.toLowerCase())?.[1];
  if (!Array.isArray(found) || Array.isArray(found[0])) return undefined;
  const [operator, value] = found as Comparison;
  const isText = typeof value === 'string' && !value.includes('\0');
  return isText && String(operator).toLowerCase() === 'eq' ? value : undefined;
}

export const matches = (resource: Resource, filter: ScimFilter): boolean =>
  filter.some((condition) => holds(resource, condition));

const holds = (resource: Resource, condition: Condition): boolean =>
  Object.entries(condition).every(([name, wanted]) => {
    const values = valuesOf(resource, name);
    if (!Array.isArray(wanted))
      return values.some((value) => isObject(value) && holds(value, wanted as Condition));
    return comparisons(wanted).every((comparison) => compare(values, comparison, plainName(name)));
  });

/** A list holds when one of its elements does; of a complex element, its `value` is compared. */
function valuesOf(resource: Resource, name: string): unknown[] {
  const [place, wanted] = placeOf(resource, name);
  const found = Object.entries(place).find(([key]) => key.toLowerCase() === wanted)?.[1];
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? found : [found];
}

/** Attributes of an extension lie under its name (RFC 7643, section 3.3). */
function placeOf(resource: Resource, name: string): [place: Resource, attribute: string] {
  const extension = [ENTERPRISE, PREREQUISITES].find((urn) =>
    name.toLowerCase().startsWith(`${urn.toLowerCase()}:`),
  );
  if (extension === undefined) return [resource, plainName(name)];
  const place = resource[extension];
  return [isObject(place) ? place : {}, name.slice(extension.length + 1).toLowerCase()];
}

const OPERATORS = new Map<string, (actual: string, wanted: string) => boolean>([
  ['eq', (actual, wanted) => actual === wanted],
  ['ne', (actual, wanted) => actual !== wanted],
  ['co', (actual, wanted) => actual.includes(wanted)],
  ['sw', (actual, wanted) => actual.startsWith(wanted)],
  ['ew', (actual, wanted) => actual.endsWith(wanted)],
  ['gt', (actual, wanted) => actual > wanted],
  ['ge', (actual, wanted) => actual >= wanted],
  ['lt', (actual, wanted) => actual < wanted],
  ['le', (actual, wanted) => actual <= wanted],
  ['pr', () => true],
]);

/** RFC 7643, section 7: everything else of the core schema is compared without regard to case. */
const CASE_EXACT = new Set(['id', 'externalid', '$ref']);

function compare(values: readonly unknown[], comparison: Comparison, attribute: string): boolean {
  const [operator, wanted] = positive(comparison);
  const fold = (value: unknown): string =>
    CASE_EXACT.has(attribute) ? String(value) : String(value).toLowerCase();
  const told = values
    .map((value) => (isObject(value) ? value.value : value))
    .filter((value) => value !== undefined);
  const met =
    operator === 'ne' || wanted === null
      ? told.every((value) => (operator === 'ne') !== (wanted !== null && fold(value) === fold(wanted))) &&
        (wanted !== null || (told.length === 0) === (operator === 'eq'))
      : told.some((value) => OPERATORS.get(operator)?.(fold(value), fold(wanted)));
  return String(comparison[0]).toLowerCase() === 'not' ? !met : met;
}

const comparisons = (found: Comparison | readonly Comparison[]): readonly Comparison[] =>
  found.length > 0 && found.every(Array.isArray) ? (found as readonly Comparison[]) : [found as Comparison];

function positive(comparison: Comparison): [operator: string, value: unknown] {
  const [operator, value] = String(comparison[0]).toLowerCase() === 'not' ? comparison.slice(1) : comparison;
  return [String(operator).toLowerCase(), value];
}

const SCHEMA_PREFIX = /^urn:.*:(User|Group):/i;
/** `urn:ietf:params:scim:schemas:core:2.0:Group:members` is `members`. */
export const plainName = (name: string): string => name.replace(SCHEMA_PREFIX, '').toLowerCase();

const isObject = (value: unknown): value is Resource =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalidFilter = (detail: string): ScimError => new ScimError(400, detail, 'invalidFilter');
