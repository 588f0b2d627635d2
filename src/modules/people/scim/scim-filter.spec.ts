import { demanded, matches, parseFilter } from './scim-filter';
import { ENTERPRISE } from './scim-schemas';

const user = {
  id: 'A1',
  userName: 'Lea@marelle.example',
  externalId: 'X9',
  active: true,
  emails: [
    { type: 'work', value: 'lea@marelle.example' },
    { type: 'home', value: 'lea@home.example' },
  ],
  name: { familyName: 'Moreau' },
  [ENTERPRISE]: { department: 'R&D' },
};

const invalid = expect.objectContaining({ status: 400 }) as Error;

describe('a SCIM filter', () => {
  it.each([
    ['userName eq "lea@MARELLE.example"', true],
    ['USERNAME Eq "lea@marelle.example"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "lea"', true],
    ['id eq "a1"', false],
    ['id eq "A1"', true],
    ['externalId eq "x9"', false],
    ['active eq true', true],
    ['active eq "True"', true],
    ['active ne false', true],
    ['emails[type eq "work" and value ew "home.example"]', false],
    ['emails[type eq "home" and value ew "home.example"]', true],
    ['emails.value co "@home"', true],
    ['emails eq "lea@home.example"', true],
    ['name.familyName eq "moreau"', true],
    ['title pr', false],
    ['not (title pr)', true],
    ['title eq null', true],
    ['title eq "x"', false],
    ['title ne "x"', true],
    ['userName eq "nobody" or active eq true', true],
    ['userName eq "nobody" and active eq true', false],
    [`${ENTERPRISE}:department eq "r&d"`, true],
    [`${ENTERPRISE}:department eq "Sales"`, false],
    [`${ENTERPRISE}:userName pr`, false],
    ['shoeSize pr', false],
  ])('%s: %s', (expression, expected) => {
    expect(matches(user, parseFilter(expression))).toBe(expected);
  });

  it.each(['()', 'userName eq "nobody" or ()', 'emails[]'])(
    'of nothing is not met by everybody: %s',
    (expression) => expect(() => parseFilter(expression)).toThrow(invalid),
  );

  it.each([
    'name.__proto__.polluted eq "1"',
    'emails[__proto__.polluted eq "1"]',
    '__proto__[polluted eq "1"]',
    'urn:ietf:params:scim:schemas:core:2.0:User:name.__proto__.polluted pr',
    'name.constructor.polluted eq "1"',
    'toString.polluted pr',
  ])('writes nothing into what all objects inherit: %s', (expression) => {
    expect(() => parseFilter(expression)).toThrow(invalid);
    for (const shared of [Object.prototype, Object]) expect(shared).not.toHaveProperty('polluted');
  });

  it('is not multiplied out until the process stops', () => {
    const pairs = Array.from({ length: 40 }, (_, n) => `(a${n} pr or b${n} pr)`).join(' and ');
    expect(() => parseFilter(pairs)).toThrow(invalid);
    const many = Array.from({ length: 40 }, (_, n) => `id eq "${n}"`).join(' or ');
    expect(parseFilter(many)).toHaveLength(40);
  });

  it('names the one value that it demands, and none where others would do too', () => {
    expect(demanded(parseFilter('userName eq "lea" and active eq true'), 'userName')).toBe('lea');
    for (const expression of [
      'userName eq "a" or userName eq "b"',
      'not (userName eq "a")',
      'userName sw "a"',
      'id pr',
    ]) {
      expect(demanded(parseFilter(expression), 'userName')).toBeUndefined();
    }
  });
});
