import type { Change } from './change';

const WORDS = new Set([
  'name',
  'description',
  'environment',
  'allows',
  'allowsNot',
  'dataCategory',
  'purpose',
  'processingActivity',
]);

/** What a system, an entitlement or an access profile says for people to read: a change of it gives nobody anything. */
export const isInWordsOnly = ({ kind, field = '' }: Change): boolean => kind === 'change' && WORDS.has(field);
