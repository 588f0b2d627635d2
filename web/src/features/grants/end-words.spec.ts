import type { Grant } from '../../api/types';
import { endWords } from './end-words';

const person = { id: '1', name: 'Lucie' };

it.each<[Grant['endReason'], Grant['endedBy'], string]>([
  ['deadline', null, 'Its time was over'],
  ['returned', person, 'Given back early'],
  ['revoked', { id: '2', name: 'Camille' }, 'Ended early by Camille'],
  ['unclaimed', null, 'Nobody used it in time'],
  [null, null, 'Ended'],
])('%s by %p reads "%s"', (endReason, endedBy, words) => {
  expect(endWords({ endReason, endedBy, person })).toBe(words);
});
