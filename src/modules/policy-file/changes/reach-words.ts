import type { Reach } from '../domain/reach';

const WORDS: Readonly<Partial<Record<Reach, string>>> = {
  circle: 'change of the personal-data circle',
  'personal-data': 'change that concerns personal data',
};

/** What a change is called by how far it reaches, without its article. */
export const changeInWords = (reach: Reach): string => WORDS[reach] ?? 'change of the rules';
