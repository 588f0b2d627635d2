/** What somebody who has the lists of leaked passwords tries first: the lists, and the lists with a little around them. */

/** Characters that people put around a word so that it "counts": a year, a date, a few signs. */
const PADDING_AT_MOST = 10;
const SHORTEST_WORD = 4;

/** A list entry as the filter holds it. */
export const asListed = (text: string): string => text.normalize('NFKC').toLowerCase();

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

const plainLetters = (text: string): string =>
  Array.from(text, (character) => LOOK_ALIKES[character] ?? character).join('');

/** `dragon` of `!!dragon2026`; undefined where more than a little stands around it. */
function wordInside(text: string): string | undefined {
  const word = text.replace(/^[^\p{L}]+/u, '').replace(/[^\p{L}]+$/u, '');
  const padding = text.length - word.length;
  return word.length >= SHORTEST_WORD && padding > 0 && padding <= PADDING_AT_MOST ? word : undefined;
}

/** `abc` of `abcabcabc`; the text itself where nothing repeats. */
export function repeatedPart(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    if (text.length % length === 0 && text.slice(0, length).repeat(text.length / length) === text) {
      return text.slice(0, length);
    }
  }
  return text;
}

/** What stands behind a repetition without making it another one. */
const TAIL_AT_MOST = 4;

/** `password` of `password-password 1`: what repeats once blanks and signs are gone, with a little behind it. */
function repeatedInside(text: string): string[] {
  const bare = text.replace(/[^\p{L}\p{N}]/gu, '');
  const parts: string[] = [];
  for (let tail = 0; tail <= TAIL_AT_MOST; tail += 1) {
    const rest = bare.slice(0, bare.length - tail);
    const part = repeatedPart(rest);
    if (part !== rest && rest.length * 2 >= text.length) parts.push(part);
  }
  return parts;
}

/** Whatever of a password would be on a list: itself, what it repeats, the word inside, and that without look-alikes. */
export function guessesFor(password: string): string[] {
  const listed = asListed(password);
  const parts = [
    listed,
    repeatedPart(listed),
    ...repeatedInside(listed),
    ...repeatedInside(plainLetters(listed)),
  ];
  const words = parts.flatMap((part) => wordInside(part) ?? []);
  return [...new Set([...parts, ...words, ...words.map(plainLetters), plainLetters(listed)])];
}

const LONGEST_PATTERN = 4;

/** `aaaaaaaaaaaa`, `121212121212`, `abcdefghijkl`, `987654321098`: found by whoever counts. */
export function isPattern(password: string): boolean {
  const listed = asListed(password);
  if ([repeatedPart(listed), ...repeatedInside(listed)].some(({ length }) => length <= LONGEST_PATTERN))
    return true;
  const codes = Array.from(listed, (character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => nextInRow(codes[index], code)));
  return steps.size === 1 && (steps.has(1) || steps.has(-1));
}

const ZERO = 48;
const NINE = 57;

/** One on or one back, and from 9 to 0 as on a keyboard; undefined for anything else. */
function nextInRow(from: number, to: number): 1 | -1 | undefined {
  if (to - from === 1 || (from === NINE && to === ZERO)) return 1;
  if (to - from === -1 || (from === ZERO && to === NINE)) return -1;
  return undefined;
}
