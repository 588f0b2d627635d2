import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { SessionFacts } from './domain/session-rules';

export interface FoundSession extends SessionFacts {
  readonly id: string;
  readonly personId: string;
  readonly handle: string;
  readonly name: string;
  readonly email: string;
  readonly jobRoles: readonly string[];
}

const BY_TOKEN = {
  name: 'identity_session_by_token',
  text: `
    SELECT s.id, s.person_id AS "personId", p.handle, p.name, p.email, p.status AS "personStatus",
           ARRAY(SELECT r.job_role FROM person_job_role r WHERE r.person_id = p.id ORDER BY r.job_role) AS "jobRoles",
           s.second_factor_at AS "secondFactorAt",
           s.second_factor_at IS NOT NULL
             OR EXISTS (SELECT FROM totp_factor f WHERE f.person_id = p.id) AS "hasSecondFactor",
           s.token_hash = $1 AS "tokenIsCurrent", s.prior_token_until AS "priorTokenUntil",
           s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt", s.ended_at AS "endedAt"
    FROM web_session s JOIN person p ON p.id = s.person_id
    WHERE s.token_hash = $1 OR s.prior_token_hash = $1`,
};

/**
 * Runs on every request, so it is one statement, prepared once a connection: the session and everything that may have
 * ended it, read together from the primary (I15, I16). Nothing of it is kept for the next request.
 */
@Injectable()
export class SessionLookup {
  private readonly pool: Pool;

  constructor(dataSource: DataSource) {
    this.pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
  }

  async byToken(tokenHash: Buffer): Promise<FoundSession | undefined> {
    const { rows } = await this.pool.query<FoundSession>({ ...BY_TOKEN, values: [tokenHash] });
    return rows.at(0);
  }
}
