/** `Anne`, `Anne or Bo`, `Anne, Bo or Cleo`. */
export function inWords(items: readonly string[], conjunction: 'and' | 'or'): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

const wholeNumbers = new Intl.NumberFormat('en-GB');

/** `10,000`. */
export const wholeNumber = (count: number): string => wholeNumbers.format(count);

/** `1 event`, `1,204 events`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${wholeNumber(count)} ${count === 1 ? one : many}`;

/** `once`, `twice`, `12 times`. */
export const howOften = (count: number): string =>
  ['never', 'once', 'twice'][count] ?? `${wholeNumber(count)} times`;

/** The first letter in capitals, for a sentence that starts with a value. */
export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const GROUP = 4;

/** A digest in groups of four, so that two of them can be compared by eye. */
export const fingerprint = (digest: string, groups = Infinity): string =>
  (digest.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).slice(0, groups).join(' ');
