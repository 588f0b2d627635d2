import type { Answer, Json, Person } from './person';
import { signed } from './sign-what-was-sent';

export type Replacement = readonly [from: string, to: string];

/** `text` with each replaced once; fails where it has nothing to replace. */
export const replaced = (text: string, ...replacements: readonly Replacement[]): string =>
  replacements.reduce((so, [from, to]) => {
    if (!so.includes(from)) throw new Error(`The policy has no “${from}”.`);
    return so.replace(from, to);
  }, text);

// Of the demonstration's policy.
/** Hugo and Léa may ask for it, so Ines alone can approve it. */
export const LONGER = ['      maximum: 2h\n    # How long', '      maximum: 4h\n    # How long'] as const;
export const WORDS = ['title: support lead', 'title: head of support'] as const;
export const MILAN_LEADS = [
  '    jobRoles: [engineer]\n    manager: tomasz',
  '    jobRoles: [tech-lead]\n    manager: tomasz',
] as const;
export const HER_ADDRESS = ['lea.moreau@marelle', 'l.moreau@marelle'] as const;

/** What it opens is for its connector to know, in the database where customers' data lies. */
export const MORE_FOR_ENGINEERS = [
  'memberOf: [metrics_reader]',
  'memberOf: [metrics_reader, exports_reader]',
] as const;

export const REASON = 'Incidents of last month took longer than that.';

/** The change of the rules as it is answered; fails where the file was not taken. */
export async function propose(person: Person, file: string): Promise<Json> {
  const answer = await person.post('/policy-changes', { file, reason: REASON });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

export const approve = (person: Person, { id, approveDigest }: Json): Promise<Answer> =>
  signed(person, `/policy-changes/${id}/approve`, { digest: approveDigest });

/** Denies, withdraws or stops it, whichever it is at that moment. */
export const stop = (person: Person, { id, stopDigest }: Json): Promise<Answer> =>
  signed(person, `/policy-changes/${id}/stop`, {
    digest: stopDigest,
    reason: 'Nobody told me of this before.',
  });
