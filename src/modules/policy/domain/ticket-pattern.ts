import { RE2JS } from 're2js';

export const LONGEST_TICKET = 100;
export const LONGEST_TICKET_PATTERN = 200;

/**
 * A ticket pattern is written by an administrator and fed by everybody, so it runs on an engine that is linear in the
 * input: `(a+)+` in JavaScript's own engine would hold the whole process. No look-around and no back-references.
 * The whole ticket has to match.
 */
export const ticketMatches = (pattern: string, ticket: string): boolean =>
  ticket.length <= LONGEST_TICKET && RE2JS.compile(pattern).matches(ticket);

/** What is wrong with the pattern, or undefined. */
export function ticketPatternFault(pattern: string): string | undefined {
  if (pattern.length > LONGEST_TICKET_PATTERN) return `is longer than ${LONGEST_TICKET_PATTERN} characters`;
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read';
  }
}
