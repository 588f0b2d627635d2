import { counted, fingerprint, howOften, inWords, sentenceCase } from './lists';

it('joins names as a person would', () => {
  expect(inWords([], 'or')).toBe('');
  expect(inWords(['Anne'], 'or')).toBe('Anne');
  expect(inWords(['Anne', 'Bo'], 'or')).toBe('Anne or Bo');
  expect(inWords(['Anne', 'Bo', 'Cleo'], 'and')).toBe('Anne, Bo and Cleo');
});

it('counts in words', () => {
  expect(counted(1, 'event')).toBe('1 event');
  expect(counted(1_204, 'event')).toBe('1,204 events');
  expect(counted(0, 'person', 'people')).toBe('0 people');
});

it.each([
  [0, 'never'],
  [1, 'once'],
  [2, 'twice'],
  [1_200, '1,200 times'],
])('says how often %i is', (count, words) => {
  expect(howOften(count)).toBe(words);
});

it('starts a sentence with a capital', () => {
  expect(sentenceCase('in 2 hours')).toBe('In 2 hours');
});

it('groups a digest for the eye, and can stop early', () => {
  expect(fingerprint('3f2a9c0177de10ab')).toBe('3f2a 9c01 77de 10ab');
  expect(fingerprint('3f2a9c0177de10ab', 2)).toBe('3f2a 9c01');
  expect(fingerprint('')).toBe('');
});
