import type { Answer, Json, Person } from './person';
import { signed } from './sign-what-was-sent';

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
