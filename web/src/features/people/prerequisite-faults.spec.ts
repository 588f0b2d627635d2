import { prerequisiteFaults } from './prerequisite-faults';

const TODAY = '2026-03-10';
const faulty = (completedOn: string, validUntil = '') =>
  Object.keys(prerequisiteFaults({ completedOn, validUntil }, TODAY));

it('lets today and any day before pass, with or without an end', () => {
  expect(faulty(TODAY)).toEqual([]);
  expect(faulty('2019-12-31', '2020-01-01')).toEqual([]);
  expect(faulty(TODAY, TODAY)).toEqual([]);
});

it('takes no day that is missing or still to come', () => {
  expect(faulty('')).toEqual(['completedOn']);
  expect(faulty('2026-03-11')).toEqual(['completedOn']);
});

it('takes no end before the beginning', () => {
  expect(faulty(TODAY, '2026-03-09')).toEqual(['validUntil']);
});
