import { inertText, isCalendarDate, isGivenByFileAlone } from '../../policy';
import { emailAddress } from '../domain/email-address';
import { invalidValue } from './scim-error';
import { ENTERPRISE, PREREQUISITES, type Resource } from './scim-schemas';

/** What a SCIM user says of a person. */
export interface UserFacts {
  readonly userName: string;
  readonly externalId: string | null;
  readonly active: boolean;
  readonly name: string;
  readonly email: string;
  /** Id of another SCIM user. */
  readonly managerId: string | null;
  readonly prerequisites: readonly { kind: string; completedOn: string; validUntil: string | null }[];
}

/** `was`: whether they were active before. Only true and false change that; what is left out or null says nothing. */
export function userFacts(user: Resource, was = true): UserFacts {
  const userName = textOf(user.userName, 'userName', 254);
  if (userName === null) throw invalidValue('A user needs a userName.');
  const { manager } = (user[ENTERPRISE] ?? {}) as { manager?: { value?: unknown } };
  return {
    userName,
    externalId: textOf(user.externalId, 'externalId', 254),
    active: typeof user.active === 'boolean' ? user.active : was,
    name: nameOf(user) ?? userName,
    email: emailOf(user, userName),
    managerId: textOf(manager?.value, 'manager', 254),
    prerequisites: prerequisitesOf(user),
  };
}

/** Job roles of the circle that the user is said to have: no provisioning system gives them (I18). */
export const circleRolesOf = ({ roles }: Resource): string[] =>
  resourcesIn(roles, 'roles')
    .map(({ value }) => String(value).toLowerCase())
    .filter(isGivenByFileAlone);

function nameOf({ displayName, name }: Resource): string | null {
  const { formatted, givenName, familyName } = (name ?? {}) as Record<string, unknown>;
  const parts = [givenName, familyName].filter((part) => typeof part === 'string' && part !== '').join(' ');
  return (
    textOf(displayName, 'displayName', 120) ?? textOf(formatted, 'name', 120) ?? textOf(parts, 'name', 120)
  );
}

function emailOf({ emails }: Resource, userName: string): string {
  const list = resourcesIn(emails, 'emails');
  const chosen =
    list.find(({ primary }) => primary === true) ?? list.find(({ type }) => type === 'work') ?? list[0];
  const address = emailAddress(typeof chosen?.value === 'string' ? chosen.value : userName);
  if (address !== undefined) return address;
  throw invalidValue('A user needs an e-mail address: in emails, or as the userName.');
}

function prerequisitesOf(user: Resource): UserFacts['prerequisites'] {
  const { prerequisites } = (user[PREREQUISITES] ?? {}) as { prerequisites?: unknown };
  const list = resourcesIn(prerequisites, 'prerequisites');
  const kinds = new Set<unknown>();
  return list.map(({ kind, completedOn, validUntil }) => {
    if (kinds.has(kind)) throw invalidValue(`The prerequisite “${String(kind)}” stands there twice.`);
    kinds.add(kind);
    const [metOn, until] = [dayOf(completedOn), validUntil === undefined ? null : dayOf(validUntil)];
    if (until !== null && until < metOn) {
      throw invalidValue('A prerequisite cannot end before the day on which it was met.');
    }
    return { kind: textOf(kind, 'kind', 60) ?? '', completedOn: metOn, validUntil: until };
  });
}

/** The elements of a list; a list that is absent or null has none. */
export function resourcesIn(list: unknown, attribute: string): readonly Resource[] {
  if (!Array.isArray(list)) return [];
  if (list.every((element) => typeof element === 'object' && element !== null)) return list as Resource[];
  throw invalidValue(`Each element of ${attribute} is an object.`);
}

function dayOf(value: unknown): string {
  if (typeof value === 'string' && isCalendarDate(value)) return value;
  throw invalidValue('A day is written like 2026-03-03.');
}

function textOf(value: unknown, attribute: string, most: number): string | null {
  if (typeof value !== 'string') return null;
  const text = inertText(value.normalize('NFC')).trim();
  if (text.length > most) throw invalidValue(`${attribute} has at most ${most} characters.`);
  return text === '' ? null : text;
}
