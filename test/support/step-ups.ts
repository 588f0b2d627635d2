import { newId } from '../../src/kernel';
import { hashToken, newToken } from '../../src/platform/crypto/token';
import { ask } from './postgres-client';

/**
 * Many proofs of a second factor at once, as headers: an authenticator app gives one code in thirty seconds, which is too
 * slow for a race and for a measurement. They belong to the person's newest session.
 */
export async function mintStepUps(
  databaseUrl: string,
  handle: string,
  binding: { readonly action: string; readonly subjectId: string; readonly digest: string },
  at: Date,
  count: number,
  factor: 'totp' | 'passkey' = 'totp',
): Promise<Record<string, string>[]> {
  const tokens = Array.from({ length: count }, () => newToken().reveal());
  await ask(
    databaseUrl,
    `INSERT INTO step_up (id, token_hash, session_id, person_id, action, subject_id, digest, factor, verified_at)
     SELECT made.id, made.hash, s.id, s.person_id, $4, $5, $6, $8, $7
     FROM unnest($1::uuid[], $2::bytea[]) AS made (id, hash),
          (SELECT w.id, w.person_id FROM web_session w JOIN person p ON p.id = w.person_id
           WHERE p.handle = $3 AND w.ended_at IS NULL ORDER BY w.created_at DESC LIMIT 1) AS s`,
    [
      tokens.map(() => newId()),
      tokens.map(hashToken),
      handle,
      binding.action,
      binding.subjectId,
      binding.digest,
      at,
      factor,
    ],
  );
  return tokens.map((token) => ({ 'sallyport-step-up': token }));
}
