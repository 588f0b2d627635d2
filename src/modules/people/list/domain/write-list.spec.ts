import fc from 'fast-check';
import type { PersonOnRecord } from '../../domain/person-on-record';
import { plainCell, writtenCell } from './cell';
import { readList } from './read-list';
import { readTable } from './read-table';
import { writeList } from './write-list';

describe('a cell', () => {
  it.each([
    ['=cmd|" /C calc"!A0', `"'=cmd|"" /C calc""!A0"`],
    ['+49 30 1', "'+49 30 1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ["'t Hooft", "''t Hooft"],
    ['O’Brien; Jr', '"O’Brien; Jr"'],
    ['Ada', 'Ada'],
  ])('%s is written as %s, so that no spreadsheet computes it', (text, written) => {
    expect(writtenCell(text)).toBe(written);
  });

  it('is read back as it was, whatever it holds', () => {
    const text = fc
      .array(fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', 'a', 'é', ' '), { minLength: 1 })
      .map((parts) => parts.join('').normalize('NFC').trim())
      .filter((one) => one !== '');
    fc.assert(
      fc.property(text, (one) => {
        const table = readTable(Buffer.from(`name,email\r\n${writtenCell(one)},${writtenCell('x')}\r\n`));
        if ('message' in table) throw new Error(table.message);
        expect(table.rows[0].cells.map(plainCell)).toEqual([one, 'x']);
      }),
    );
  });
});

const ADA: PersonOnRecord = {
  id: 'id-ada',
  handle: 'ada',
  name: '=Ada, "the first"',
  email: 'ada@x.example',
  source: 'csv',
  saidStatus: 'active',
  managerId: 'id-tom',
  secondAccountOf: null,
  jobRoles: ['engineer', 'manager'],
};

it('an export says what an import reads: the source’s word, and not what an administrator made of it', () => {
  const csv = writeList(
    [ADA],
    {
      handleOf: new Map([['id-tom', 'tom']]),
      met: new Map([['id-ada', new Map([['training', { completedOn: '2026-01-02', validUntil: null }]])]]),
    },
    ['training', 'agreement'],
  );
  expect(csv.startsWith('\ufeffhandle,name,email,status,job roles,manager,training,training until,')).toBe(
    true,
  );
  const words = {
    now: new Date('2026-11-28T00:00:00Z'),
    kinds: ['training', 'agreement'],
    jobRoles: new Map([
      ['engineer', 'engineer'],
      ['manager', 'manager'],
    ]),
  };
  expect(readList(Buffer.from(csv), words)).toEqual({
    rows: [
      {
        line: 2,
        handle: 'ada',
        name: ADA.name,
        email: ADA.email,
        status: 'active',
        jobRoles: ADA.jobRoles,
        manager: 'tom',
        prerequisites: new Map([
          ['training', { completedOn: '2026-01-02', validUntil: null }],
          ['agreement', null],
        ]),
      },
    ],
    faults: [],
  });
});
