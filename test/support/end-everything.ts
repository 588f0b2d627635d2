import type { Answer, Json, Person } from './person';

export interface EndOptions {
  readonly scope: Json;
  readonly halt?: boolean;
  readonly reason?: string;
  readonly changes?: Json;
}

const REASON = 'Somebody’s laptop was stolen on the train.';

export const preview = async (person: Person, { kind, key }: Json): Promise<Answer> =>
  person.get(`/bulk-revocations/preview?kind=${kind}${key === undefined ? '' : `&key=${key}`}`);

/** As the page does it: look, give a second factor over what was shown, end. */
export async function endEverything(person: Person, options: EndOptions): Promise<Answer> {
  const { scope, halt = scope.kind === 'all', reason = REASON, changes = {} } = options;
  const seen = await preview(person, scope);
  if (seen.status !== 200) return seen;
  const { shown, subjectId, digest: plain, haltDigest } = seen.body;
  const digest = halt ? haltDigest : plain;
  const header = await person.stepUp('grants.end-everything', subjectId, digest);
  return person.post('/bulk-revocations', { scope, reason, halt, shown, digest, ...changes }, header);
}

export async function liftHalt(person: Person, halt: Json): Promise<Answer> {
  const header = await person.stepUp('grants.lift-halt', halt.id, halt.liftDigest);
  return person.post(
    `/halts/${halt.id}/lift`,
    { reason: 'The laptop was found again.', digest: halt.liftDigest },
    header,
  );
}
