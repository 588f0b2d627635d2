import { approverWords } from './approver-words';

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
