import { Injectable } from '@nestjs/common';
import type { Reader } from '../../../platform/database/unit-of-work';
import { HALF_SESSION_LIMIT } from '../domain/session-rules';

export interface SignInFacts {
  readonly personId: string;
  readonly hasSecondFactor: boolean;
  /** When they last began a session that is still on record, and that did not end waiting for its second factor. */
  readonly lastSignInAt: Date | null;
}

/** What others may know of how somebody signs in: whether a second factor is there, and when they last did. */
@Injectable()
export class SignInFactsReader {
  async of(from: Reader, personIds: readonly string[]): Promise<ReadonlyMap<string, SignInFacts>> {
    const rows = await from.query<SignInFacts>(
      `SELECT asked.id AS "personId",
              EXISTS (SELECT FROM totp_factor f WHERE f.person_id = asked.id)
                OR EXISTS (SELECT FROM passkey k WHERE k.person_id = asked.id) AS "hasSecondFactor",
              (SELECT max(s.created_at) FROM web_session s WHERE s.person_id = asked.id
                 AND (s.second_factor_at IS NOT NULL OR s.expires_at > s.created_at + $2 * interval '1 millisecond')) AS "lastSignInAt"
       FROM unnest($1::uuid[]) AS asked (id)`,
      [personIds, HALF_SESSION_LIMIT],
    );
    return new Map(rows.map((row) => [row.personId, row]));
  }
}
