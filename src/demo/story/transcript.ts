/** What a check of the story says when it does not hold. */
export class NotHeld extends Error {}

const MARK = { held: '✓', refused: '✗', said: ' ' } as const;

/** A readable account of what was tried and what came of it. The first thing that does not hold ends the story. */
export class Transcript {
  private proofs = 0;

  constructor(private readonly write: (text: string) => void) {}

  get count(): number {
    return this.proofs;
  }

  chapter(title: string): void {
    this.write(`\n${title}\n${'─'.repeat(title.length)}\n`);
  }

  say(sentence: string): void {
    this.line(MARK.said, sentence);
  }

  /** Something that has to be so, with what was seen as its proof. */
  held(sentence: string, holds: boolean, seen = ''): void {
    if (!holds) throw new NotHeld(`${sentence}\n    What was seen: ${seen || 'nothing'}`);
    this.proofs += 1;
    this.line(MARK.held, sentence, seen);
  }

  /** Something that has to be refused, and in which words. */
  refused(sentence: string, refusal: string | undefined, words: RegExp): void {
    if (refusal === undefined) throw new NotHeld(`${sentence} Nobody refused it.`);
    if (!words.test(refusal)) throw new NotHeld(`${sentence} It was refused for another reason: ${refusal}`);
    this.proofs += 1;
    this.line(MARK.refused, sentence, refusal);
  }

  private line(mark: string, sentence: string, detail = ''): void {
    this.write(`  ${mark} ${sentence}\n${detail ? `      ${detail.replaceAll('\n', '\n      ')}\n` : ''}`);
  }
}
