const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

export const allOf = (words: Iterable<string>): string => AND.format(words);
export const anyOf = (words: Iterable<string>): string => OR.format(words);

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five'];

/** "one approver", "two approvers", "7 approvers". */
export const counted = (count: number, noun: string): string =>
  `${SMALL[count] ?? count} ${noun}${count === 1 ? '' : 's'}`;
