import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { SessionBasis } from '../domain/factor-rules';
import type { SessionFacts } from '../domain/session-rules';
import { lookupByHash } from '../lookup-by-hash';

export interface FoundSession extends SessionFacts {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly jobRoles: readonly string[];
  readonly enrolmentBasis: SessionBasis | null;
  /** Whether the rules in force let them approve something; not looked up where the second factor was given. */
  readonly approves: boolean;
}

/** As few columns as the rules need: of what this costs, half is describing and reading columns. */
const BY_TOKEN = {
  name: 'identity_session_by_token',
  text: `
    SELECT asked.place::int AS place, s.id, s.person_id AS "personId", p.name, p.status AS "personStatus",
           ARRAY(SELECT r.job_role FROM person_job_role r WHERE r.person_id = p.id) AS "jobRoles",
           CASE WHEN s.token_hash <> asked.token_hash THEN s.prior_token_until END AS "tokenGoodUntil",
           s.second_factor_at IS NOT NULL AS "secondFactorGiven",
           s.second_factor_at IS NOT NULL
             OR EXISTS (SELECT FROM totp_factor f WHERE f.person_id = p.id)
             OR EXISTS (SELECT FROM passkey k WHERE k.person_id = p.id) AS "hasSecondFactor",
           CASE WHEN s.second_factor_at IS NULL
             THEN EXISTS (SELECT FROM possible_approver a WHERE a.person_id = p.id AND a.until > $2)
             ELSE false END AS approves,
           s.enrolment_basis AS "enrolmentBasis",
           s.owes_new_password AS "owesNewPassword",
           s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt"
    FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (token_hash, place)
      JOIN web_session s ON s.token_hash = asked.token_hash OR s.prior_token_hash = asked.token_hash
      JOIN person p ON p.id = s.person_id
    WHERE s.ended_at IS NULL`,
};

/** The session and everything that may have ended it, read together from the primary at each request (I15, I16). */
@Injectable()
export class SessionLookup {
  readonly byToken: (tokenHash: Buffer) => Promise<FoundSession | undefined>;

  constructor(dataSource: DataSource, @Inject(CLOCK) clock: Clock) {
    this.byToken = lookupByHash<FoundSession>(dataSource, BY_TOKEN, () => [clock.now()]);
  }
}
