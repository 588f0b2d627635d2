/** What a ticket of an installation looks like, told by examples instead of by a regular expression. */
export interface TicketForm {
  /** At most three, such as `SUP-1234` and `OPS-1234`. */
  readonly examples: readonly string[];
  readonly fits: (ticket: string) => boolean;
}

const TOKEN = /\\[d.\-/]|\[[A-Za-z0-9_-]+\]|\{\d+(?:,\d*)?\}|[A-Za-z0-9 _#/-]|[()|+*?]/g;
/** Repetition inside repetition is what makes a browser's matcher slow; RE2 does not mind. */
const REPEATED_GROUP = /\)[+*{]/;
const MOST_EXAMPLES = 3;
const USUAL_DIGITS = 4;

/**
 * Undefined for a pattern beyond letters, digits, classes, groups and repetition: the broker matches by RE2, and where
 * the two might differ, only the broker may refuse.
 */
export function ticketForm(pattern: string): TicketForm | undefined {
  const tokens = pattern.match(TOKEN) ?? [];
  if (pattern === '' || tokens.join('') !== pattern || REPEATED_GROUP.test(pattern)) return undefined;
  try {
    const whole = new RegExp(`^(?:${pattern})$`);
    const fits = (ticket: string) => whole.test(ticket);
    const examples = alternatives([...tokens])
      .filter(fits)
      .slice(0, MOST_EXAMPLES);
    return examples.length === 0 ? undefined : { examples, fits };
  } catch {
    return undefined;
  }
}

/** Takes tokens up to the end of the group they belong to. */
function alternatives(tokens: string[]): string[] {
  const found = sequence(tokens);
  while (tokens[0] === '|') {
    tokens.shift();
    found.push(...sequence(tokens));
  }
  return found;
}

function sequence(tokens: string[]): string[] {
  let found = [''];
  while (tokens.length > 0 && tokens[0] !== '|' && tokens[0] !== ')') {
    const texts = repeated(atom(tokens), tokens);
    found = found.flatMap((start) => texts.map((text) => start + text)).slice(0, MOST_EXAMPLES);
  }
  return found;
}

/** One text for each repetition from the first to the ninth, for every way in which the atom can be written. */
type Atom = readonly ((times: number) => string)[];

function atom(tokens: string[]): Atom {
  const token = tokens.shift() ?? '';
  if (token === '(') {
    const inner = alternatives(tokens);
    tokens.shift();
    return inner.map((text) => (times) => text.repeat(times));
  }
  if (token === '\\d' || /^\[.*\d/.test(token)) return [(times) => '123456789'.slice(0, times)];
  if (token.startsWith('[')) return [(times) => token.charAt(1).repeat(times)];
  return [(times) => token.replace('\\', '').repeat(times)];
}

const QUANTIFIER = /^(?:[+*?]|\{(\d+)(?:(,)(\d*))?\})$/;

function repeated(ways: Atom, tokens: string[]): string[] {
  const next = QUANTIFIER.exec(tokens[0] ?? '');
  if (next) tokens.shift();
  const times = next ? timesOf(next) : 1;
  return ways.map((write) => write(times));
}

/** As often as it usually stands there, within what is allowed. */
function timesOf([quantifier, least = '1', open, most = '']: RegExpExecArray): number {
  if (quantifier === '?') return 1;
  if (quantifier.startsWith('{') && open === undefined) return Number(least);
  return Math.max(Number(least), Math.min(USUAL_DIGITS, most === '' ? USUAL_DIGITS : Number(most)));
}
