import fc from 'fast-check';
import { inertText, isReason, saysSomething, visibleLength } from './inert-text';

describe('inert text', () => {
  it('counts characters as a reader does', () => {
    expect(visibleLength('  fix   the\n\ninvoice  ')).toBe('fix the invoice'.length);
    expect(visibleLength('e\u0301te\u0301')).toBe(3);
    expect(visibleLength('👩‍👩‍👧 ok')).toBeLessThanOrEqual(6);
  });

  it.each([
    ['nothing', ''],
    ['spaces', ' \t\n\u00a0\u2003\u3000'],
    ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff\u00ad'],
    ['fillers that draw nothing', '\u3164\u115f\uffa0\u2800'],
    ['tags and variation selectors', '\u{e0041}\ufe0f'],
    ['control characters', '\u0000\u001b\u0007'],
  ])('finds nothing to read in %s', (_, text) => {
    expect(visibleLength(text)).toBe(0);
    expect(saysSomething(text)).toBe(false);
  });

  it('hears nothing in punctuation', () => {
    expect(saysSomething('......!!!!!! ------')).toBe(false);
    expect(saysSomething('調査')).toBe(true);
  });

  it.each([
    ['zero-width characters', '\u200b'.repeat(12)],
    ['blank Braille', '\u2800'.repeat(12)],
    ['dots', '............'],
    ['a word in many blanks', `why${' '.repeat(20)}not`],
  ])('takes %s for no reason', (_, text) => expect(isReason(text)).toBe(false));

  it('takes a sentence for a reason', () => expect(isReason(' It was stolen. ')).toBe(true));

  it('leaves nothing that a terminal, PostgreSQL or a reading direction would obey', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const inert = inertText(text);
        expect(inert).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(Buffer.from(inert, 'utf8').toString('utf8')).toBe(inert);
        expect(inertText(inert)).toBe(inert);
      }),
    );
  });

  it('shows what it disarmed and keeps lines, tabs and markup as they are', () => {
    expect(inertText('\u001b[31mred\u001b[0m\r\n<b>*x*</b>\t\ud800.')).toBe(
      '␛[31mred␛[0m\n<b>*x*</b>\t\ufffd.',
    );
    expect(inertText('evil\u202etxt')).toBe('evil\ufffdtxt');
  });
});
