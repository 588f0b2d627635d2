import { normalisePatch, normalValues } from './normalise-patch';
import { ENTERPRISE } from './scim-schemas';

const message = (...operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: operations,
});
const normal = (operation: unknown, resource = {}): unknown =>
  (normalisePatch(message(operation), resource).Operations as unknown[])[0];

describe('a PATCH in the form of RFC 7644', () => {
  it.each([
    [
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'replace', path: 'active', value: false },
    ],
    [
      { op: 'replace', value: { active: 'TRUE', id: '1', schemas: [] } },
      { op: 'replace', value: { active: true } },
    ],
    [
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: '42' },
      { op: 'add', path: `${ENTERPRISE}:manager`, value: { value: '42' } },
    ],
    [
      { op: 'Add', value: { [ENTERPRISE]: { manager: '42' } } },
      { op: 'add', value: { [ENTERPRISE]: { manager: { value: '42' } } } },
    ],
    [
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@b.example' },
      { op: 'add', path: 'emails', value: [{ type: 'work', value: 'a@b.example' }] },
    ],
    [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'a@b.example' },
      { op: 'add', path: 'emails', value: [{ type: 'work', value: 'a@b.example' }] },
    ],
    [
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'engineer' },
      { op: 'add', path: 'roles', value: [{ primary: true, value: 'engineer' }] },
    ],
    [
      { op: 'remove', path: 'emails[type eq "work"].value' },
      { op: 'remove', path: 'emails[type eq "work"].value' },
    ],
    [
      { op: 'Add', path: 'emails', value: [{ primary: 'True', value: 'a@b.example' }] },
      { op: 'add', path: 'emails', value: [{ primary: true, value: 'a@b.example' }] },
    ],
    [
      { op: 'Remove', path: 'title' },
      { op: 'remove', path: 'title' },
    ],
  ])('%j', (sent, expected) => expect(normal(sent)).toEqual(expected));

  it('adds to an address that is there, and makes one that is not', () => {
    const add = { op: 'Add', path: 'emails[type eq "work"].value', value: 'a@b.example' };
    expect(normal(add, { emails: [{ type: 'work', value: 'old@b.example' }] })).toMatchObject({
      path: add.path,
    });
    expect(normal(add, { emails: [{ type: 'home', value: 'old@b.example' }] })).toMatchObject({
      path: 'emails',
    });
  });

  it('replaces in an element that is there, and puts the parts of a new one together', () => {
    const replace = { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'engineer' };
    expect(normal(replace, { roles: [{ primary: true, value: 'intern' }] })).toEqual({
      op: 'replace',
      path: 'roles[primary eq true].value',
      value: 'engineer',
    });
    const part = (inner: string) => ({ op: 'Add', path: `addresses[type eq "work"].${inner}`, value: inner });
    expect(normalisePatch(message(part('formatted'), part('country')), {}).Operations).toEqual([
      { op: 'add', path: 'addresses', value: [{ type: 'work', formatted: 'formatted' }] },
      { op: 'add', path: 'addresses[type eq "work"].country', value: 'country' },
    ]);
  });

  it.each([
    null,
    [],
    'x',
    {},
    message(),
    message(null),
    message({}),
    message({ op: 7 }),
    { ...message({}), schemas: 'x' },
  ])('is refused where it is none: %j', (sent) =>
    expect(() => normalisePatch(sent, {})).toThrow(expect.objectContaining({ status: 400 }) as Error),
  );

  it.each([
    { op: 'replace', path: 'emails[__proto__.polluted eq "1"].value', value: 'x' },
    { op: 'add', path: 'name', value: { '__proto__.polluted': 'x' } },
    { op: 'add', value: { [`${ENTERPRISE}:__proto__.polluted`]: 'x' } },
  ])('names nothing that all objects inherit: %j', (operation) =>
    expect(() => normalisePatch(message(operation), {})).toThrow(
      expect.objectContaining({ status: 400 }) as Error,
    ),
  );

  it('leaves what a resource never takes from outside', () => {
    expect(normalValues({ id: 'x', meta: {}, groups: [], userName: 'lea' })).toEqual({ userName: 'lea' });
  });
});
