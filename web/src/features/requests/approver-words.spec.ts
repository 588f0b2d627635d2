import { approverWords, becauseToYou } from './approver-words';

const [anne, bo, cleo] = [{ name: 'Anne' }, { name: 'Bo' }, { name: 'Cleo' }];

it.each([
  [[anne], 1, 'Anne'],
  [[anne, bo], 1, 'Anne or Bo'],
  [[anne, bo], 2, 'Anne and Bo'],
  [[anne, bo, cleo], 2, 'two of Anne, Bo or Cleo'],
  [[], 1, 'nobody: no approver is available'],
])('%j, %d needed, reads "%s"', (approvers, needed, words) => {
  expect(approverWords(approvers, needed)).toBe(words);
});

it.each([
  ['Anne may approve as CTO.', 'You may approve as CTO.'],
  ['Anne stands in for Bo, who may approve as CTO.', 'You stand in for Bo, who may approve as CTO.'],
  ['Annette may approve as CTO.', 'Annette may approve as CTO.'],
])('%j is said to Anne as %j', (because, words) => {
  expect(becauseToYou({ name: 'Anne', because })).toBe(words);
});
