import { ROWS_AT_MOST } from './read-table';
import { type ListWords, readList } from './read-list';

const WORDS: ListWords = {
  now: new Date('2026-11-28T12:00:00Z'),
  kinds: ['security-training', 'confidentiality-agreement'],
  jobRoles: new Map([
    ['engineer', 'engineer'],
    ['support-lead', 'support-lead'],
    ['support lead', 'support-lead'],
    ['cto', 'cto'],
    ['chief technology officer', 'cto'],
  ]),
};

const read = (text: string | Uint8Array) =>
  readList(typeof text === 'string' ? Buffer.from(text) : text, WORDS);
const faultsOf = (text: string | Uint8Array): string[] =>
  read(text).faults.map(({ line, column, message }) => `${line ?? '-'}/${column ?? '-'}: ${message}`);

const ANNA = {
  line: 2,
  handle: 'anna',
  name: 'Anna Öst',
  email: 'anna@marelle.example',
  status: 'active',
  jobRoles: ['engineer', 'support-lead'],
  manager: 'tomasz',
  prerequisites: new Map([['security-training', { completedOn: '2026-03-03', validUntil: '2027-03-02' }]]),
};

/** RFC 5321: at most 64 characters before the sign, and 63 between two dots behind it. */
const longAddress = (length: number): string => {
  const domain = ['b'.repeat(63), 'c'.repeat(63), 'd'.repeat(63)].join('.');
  return `${'a'.repeat(length - domain.length - 1)}@${domain}`;
};

describe('reading a list of people', () => {
  it.each([
    ['commas', ','],
    ['semicolons, as Excel writes them in Europe', ';'],
    ['tabs', '\t'],
  ])('takes %s', (_, separator) => {
    const text = [
      'Handle,NAME,E-mail,Status,Job_Roles,manager,Security-Training,security-training until',
      'Anna,Anna Öst,ANNA@marelle.example,,engineer | Support Lead,Tomasz,2026-03-03,2027-03-02',
    ]
      .join('\n')
      .replaceAll(',', separator);
    expect(read(text)).toEqual({ rows: [ANNA], faults: [] });
    expect(read(`\ufeff${text.replaceAll('\n', '\r\n')}\r\n`)).toEqual({ rows: [ANNA], faults: [] });
  });

  it('leaves what has no column unsaid, and counts lines as an editor does', () => {
    const { rows, faults } = read(
      'name,email,manager\r\n"A ""B"" C",a@x.example,\r\n\r\n,,\r\n"Two\r\nlines",b@x.example,\r\nD,d@x.example\r\n',
    );
    expect(rows.map(({ line, name }) => [line, name])).toEqual([
      [2, 'A "B" C'],
      [7, 'D'],
    ]);
    expect(rows[0]).toMatchObject({
      status: undefined,
      jobRoles: undefined,
      handle: undefined,
      manager: null,
    });
    expect(faults).toEqual([{ line: 5, column: 'name', message: 'Write this on one line.' }]);
  });

  it('names every fault of every row, with its line and heading', () => {
    const faults = faultsOf(
      [
        'handle,name,email,status,job roles,security-training,security-training until',
        'A_B,,a@b@c,gone,pilot,3.3.2026,',
        'ok,Ok,ok@x.example,left,cto,2026-12-01,2026-11-30',
        'late,Late,late@x.example,,,,2027-01-01',
        'long,Long,long@x.example,,,,,,',
        'esc,\u202eEvil,esc@x.example,,,,',
      ].join('\n'),
    );
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      '2/handle',
      '2/name',
      '2/email',
      '2/status',
      '2/job roles',
      '2/security-training',
      '3/job roles',
      '3/security-training',
      '3/security-training until',
      '4/security-training until',
      '5/-',
      '6/name',
    ]);
    expect(faults[4]).toContain('“pilot”. A list can give: engineer, support-lead.');
  });

  it.each([
    ['handle', 60, (length: number) => `${'a'.repeat(length)},A,a@x.example,`],
    ['name', 120, (length: number) => `a,${'A'.repeat(length)},a@x.example,`],
    ['email', 254, (length: number) => `a,A,${longAddress(length)},`],
  ])('takes a %s of %i characters and none longer', (column, most, rowOf) => {
    const text = (length: number) => `handle,name,email,security-training\n${rowOf(length)}`;
    expect(read(text(most)).faults).toEqual([]);
    expect(read(text(most + 1)).faults).toMatchObject([{ line: 2, column }]);
  });

  it.each(['2026-02-30', '02.03.2026', '2026-3-2', '03/02/2026', '2025-02-29', 'yesterday'])(
    'reads no day in %s',
    (day) =>
      expect(faultsOf(`name,email,security-training\nA,a@x.example,${day}`)).toEqual([
        expect.stringContaining('2/security-training: Write a day like 2026-03-03.'),
      ]),
  );

  it('I18 never reads a job role of the circle, by key or by title, and says which for the record', () => {
    const { rows, faults } = read(
      'name,email,job roles\nA,a@x.example,CTO\nB,b@x.example,"engineer, Chief Technology Officer"',
    );
    expect(rows).toEqual([]);
    expect(faults.map(({ circleRole }) => circleRole)).toEqual(['cto', 'cto']);
  });

  it.each([
    ['nothing', '', '-/-: The file is empty'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47]), '1/-: The file is not in UTF-8'],
    ['UTF-16', Buffer.from('\ufeffname', 'utf16le'), '-/-: The file is in UTF-16'],
    [
      'Latin-1',
      Buffer.from('name,email\nA,a@x.example\nÖst,o@x.example\n', 'latin1'),
      '3/-: The file is not in UTF-8',
    ],
    ['an open quotation mark', 'name,email\n"A,a@x.example\nB,b@x.example', '2/-: A quotation mark opens'],
    ['a stray quotation mark', 'name,email\nA "B",a@x.example', '2/-: A quotation mark stands'],
    ['text after a quotation mark', 'name,email\n"A"B,a@x.example', '2/-: Something follows'],
    [
      'an endless cell',
      `name,email\n"${'x'.repeat(200_000)}",a@x.example`,
      '2/name: Write at most 120 characters',
    ],
    ['an unknown column', 'name,email,shoe size', '1/shoe size: There is no column “shoe size”'],
    ['a column without heading', 'name,email,', '1/: This column has no heading'],
    ['a column twice', 'name,email,E-Mail', '1/E-Mail: This column stands there twice'],
    ['no e-mail addresses', 'name', '1/email: The list needs a column “email”'],
    [
      'too many rows',
      `name,email\n${'A,a@x.example\n'.repeat(ROWS_AT_MOST + 1)}`,
      '-/-: The file has 10001 rows',
    ],
  ])('refuses %s in a sentence', (_, text, sentence) => {
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0].startsWith(sentence)).toBe(true);
    expect(read(text).rows).toEqual([]);
  });
});
