import { ScimError, type ScimType } from './scim-error';

const INHERITED = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');

/** A name that every object inherits, with something under it. */
const UNDER_INHERITED = new RegExp(`(?:^|[\\s.:([])(?:prototype|${INHERITED.join('|')})\\s*[.[]`, 'i');

/** More than these in brackets, and what they multiply out to would stop the whole process. */
const MOST_ALTERNATIVES = 8;

/**
 * The library writes the names of a filter, a path or a body into plain objects and asks no further: a name that leads to
 * what all objects inherit would be written for the whole process (CWE-1321).
 */
function assertSafeName(text: string, fault: ScimType): void {
  if (/__proto__/i.test(text) || UNDER_INHERITED.test(text))
    throw new ScimError(400, 'There is no attribute of this name.', fault);
}

/** Every name in a body, however deep. */
export function assertSafeNames(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    assertSafeName(name, 'invalidPath');
    assertSafeNames(inner);
  }
}

/** A filter, or a path that may hold one: the library multiplies out what stands in brackets. */
export function assertSafeExpression(text: string, fault: 'invalidFilter' | 'invalidPath'): void {
  if (text.includes('\0')) throw new ScimError(400, 'No text holds this character.', fault);
  assertSafeName(text, fault);
  if (/[([]/.test(text) && (text.match(/\bor\b/gi) ?? []).length > MOST_ALTERNATIVES)
    throw new ScimError(400, `Within brackets, “or” stands at most ${MOST_ALTERNATIVES} times.`, fault);
}
