import { countWords } from './count-words';

it('counts what a list changes, in words', () => {
  const none = { joins: 0, 'comes-back': 0, changes: 0, leaves: 0, stays: 7 };
  expect(countWords(none)).toEqual([]);
  expect(countWords({ ...none, joins: 2, 'comes-back': 1, leaves: 1 })).toEqual([
    '2 people join',
    '1 person comes back',
    '1 person leaves',
  ]);
});
