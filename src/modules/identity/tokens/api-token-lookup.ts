import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { TokenScope } from '../../../platform/http/token-scope';
import type { TokenFacts } from '../domain/api-token';
import { lookupByHash } from '../lookup-by-hash';

export interface FoundToken extends TokenFacts {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly jobRoles: readonly string[];
  readonly scopes: readonly TokenScope[];
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
}

const BY_TOKEN = {
  name: 'identity_api_token_by_token',
  text: `
    SELECT asked.place::int AS place, t.id, t.person_id AS "personId", p.name, p.status AS "personStatus",
           ARRAY(SELECT r.job_role FROM person_job_role r WHERE r.person_id = p.id) AS "jobRoles",
           t.scopes, t.expires_at AS "expiresAt", t.ended_at AS "endedAt",
           t.last_used_at AS "lastUsedAt", t.last_used_address AS "lastUsedAddress"
    FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (token_hash, place)
      JOIN api_token t ON t.token_hash = asked.token_hash
      JOIN person p ON p.id = t.person_id`,
};

/** The token and everything that may have ended it, read together from the primary at each request (I15, I16). */
@Injectable()
export class ApiTokenLookup {
  readonly byToken: (tokenHash: Buffer) => Promise<FoundToken | undefined>;

  constructor(dataSource: DataSource) {
    this.byToken = lookupByHash<FoundToken>(dataSource, BY_TOKEN);
  }
}
