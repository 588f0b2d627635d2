/** Characters that draw nothing, or blank paper: a text of them is an empty text that looks filled in to a length check. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}]/gu;
/** White space, and U+2800, the Braille cell without dots, which Unicode counts as a symbol. */
const BLANK = /[\s\u2800]+/gu;

/** Everything but line feed and tab that a terminal, a log reader or PostgreSQL (NUL) would act upon. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Direction overrides and isolates make a text read otherwise than it is stored, and an approver signs what is stored. */
const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/g;

/** Half a character: UTF-8, and so PostgreSQL, cannot hold it. */
const LONE_SURROGATE = /\p{Cs}/gu;

const REPLACEMENT = '\ufffd';
/** U+2400…: the visible stand-ins of the C0 control characters. */
const picture = (control: string): string => {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : REPLACEMENT;
};

/** The same text in NFC, without outer white space, in which nothing is left that a reader's device would obey. */
export const inertText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(LONE_SURROGATE, REPLACEMENT)
    .normalize('NFC')
    .replace(CONTROL, picture)
    .replace(BIDI_CONTROL, REPLACEMENT)
    .trim();

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters as a reader counts them: an accent or an emoji sequence is one, a run of blanks is one, outer blanks none. */
export const visibleLength = (text: string): number =>
  [...graphemes.segment(text.replace(INVISIBLE, blankOrNothing).replace(BLANK, ' ').trim())].length;

const blankOrNothing = (character: string): string => (/[\t\n\v\f\r]/.test(character) ? ' ' : '');

const REASON_AT_LEAST = 10;

/** A sentence for the record, as a reader counts it: neither dots nor characters that nobody sees make one. */
export const isReason = (text: string): boolean =>
  saysSomething(text) && visibleLength(text) >= REASON_AT_LEAST;

/** True when there is at least one letter or digit: "....." explains nothing. */
export const saysSomething = (text: string): boolean => /[\p{L}\p{N}]/u.test(text.replace(INVISIBLE, ''));
