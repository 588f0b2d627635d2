import { z } from 'zod';
import {
  CALENDAR_AGE_PATTERN,
  DURATION_PATTERN,
  inertText,
  isCalendarDate,
  parseCalendarAge,
  parseDuration,
} from '../../policy';

/** Keys are ASCII and short, because they appear in commands, events and addresses. */
export const key = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'A key is made of lower-case letters, digits and single hyphens, and starts with a letter, such as `customer-db`.',
  )
  .max(60, 'A key has at most 60 characters.');

/** Where a secret is kept, as a policy file may say it; with what else is allowed in its place. */
export const secretReference = (...others: string[]) =>
  z
    .string()
    .regex(
      new RegExp(
        `^(${[...others, String.raw`env:[A-Z][A-Z0-9_]{0,99}|file:\/\S{1,400}|secret:[a-z0-9][a-z0-9._-]{0,62}`].join('|')})$`,
      ),
      `Write ${others.map((other) => `\`${other}\`, or `).join('')}where the secret is kept, \`env:NAME\`, \`file:/absolute/path\` or \`secret:name\`, never the secret itself.`,
    );

/** A map from keys to entries: a YAML map cannot name the same key twice, and reads like a table of contents. */
export const keyed = <Entry extends z.ZodType>(entry: Entry) => z.record(key, entry);

const plain = (text: string): boolean => inertText(text) === text;
const tidy = (text: string): string => text.normalize('NFC').trim();

const words = (most: number) =>
  z
    .string()
    .max(most, `Write at most ${most} characters.`)
    .transform(tidy)
    .refine((text) => text !== '', 'Write something here; it is read by the people who ask and approve.')
    .refine(
      plain,
      'This holds a control character or a change of writing direction, which a reader would not see.',
    );

/** One line of text. */
export const line = words(120).refine((text) => !text.includes('\n'), 'Write this on one line.');
/** One or several sentences. */
export const paragraph = words(1_000);

export const email = z
  .email('This is no e-mail address. Write one such as `lea@marelle.example`.')
  .max(254, 'An e-mail address has at most 254 characters.')
  .transform((address) => address.toLowerCase());

const NO_DATE = 'This is no date of the calendar. Write one such as `2025-03-03`.';
export const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: NO_DATE, abort: true })
  .refine(isCalendarDate, NO_DATE);

/** "30m", "1h30m", "7d"; read as whole seconds between two limits that are written the same way. */
export function duration(shortest: string, longest: string) {
  const [least, most] = [secondsOf(shortest), secondsOf(longest)];
  return z
    .string()
    .regex(DURATION_PATTERN, 'This is no length of time. Write one such as `30m`, `1h30m` or `7d`.')
    .transform(secondsOf)
    .refine(
      (seconds) => seconds >= least && seconds <= most,
      `Choose a length of time between ${shortest} and ${longest}.`,
    );
}

/** NaN where the text is none: every comparison with it refuses. */
const secondsOf = (text: string): number => parseDuration(text) ?? Number.NaN;

const NO_AGE = 'This is no age. Write one such as `12 months`, `1 year` or `90 days`.';
export const calendarAge = z
  .string()
  .regex(CALENDAR_AGE_PATTERN, NO_AGE)
  .transform((text, context) => {
    const age = parseCalendarAge(text);
    if (age !== undefined) return age;
    context.addIssue(NO_AGE);
    return z.NEVER;
  });

/** At least one, at most `most`. */
export const list = <Entry extends z.ZodType>(entry: Entry, most = 50) =>
  z
    .array(entry)
    .min(1, 'Write at least one entry, or an administrator will wonder what was meant.')
    .max(most, `Write at most ${most} entries.`);
