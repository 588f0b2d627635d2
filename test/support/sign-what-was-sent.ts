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

/**
 * Confirmed now, and sent by whoever calls what is answered: for what happens at one moment. Codes are given one after the other,
 * since each moves the clock on and is good for a step only.
 */
export async function readyToSend(person: Person, path: string, body: Json): Promise<() => Promise<Answer>> {
  const { action, subjectId, digest } = (await person.post(path, body)).body.stepUp;
  const header = await person.stepUp(action, subjectId, digest);
  return () => person.post(path, body, header);
}
