import type { Answer, Json, Person } from './person';

/**
 * Sends it, gives the second factor for what the refusal names, and sends it again: as the web app does where what is signed
 * is what was typed.
 */
export async function signed(person: Person, path: string, body: Json): Promise<Answer> {
  const first = await person.post(path, body);
  if (first.body?.code !== 'insufficient_user_authentication') return first;
  const { action, subjectId, digest } = first.body.stepUp;
  return person.post(path, body, await person.stepUp(action, subjectId, digest));
}
