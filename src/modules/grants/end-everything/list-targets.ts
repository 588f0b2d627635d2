import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { z } from 'zod';
import type { targetList } from './end-everything.dto';
import { type ScopeRow, scopeOf } from './scope-sql';

type Target = z.output<typeof targetList>['items'][number];

/** Who and what has open grants, and every system and profile besides, to be halted before somebody has. */
@Injectable()
export class ListTargets {
  constructor(private readonly uow: UnitOfWork) {}

  async run(): Promise<Target[]> {
    const rows = await this.uow.reader.query<ScopeRow & { grants: number }>(
      `WITH held AS (SELECT g.id, g.person_id, g.profile_id FROM access_grant g
                     WHERE g.state IN ('scheduled', 'claimable', 'active')),
            reached AS (SELECT DISTINCT h.id, e.system_id FROM held h
                        JOIN access_profile_entitlement pe ON pe.profile_id = h.profile_id
                        JOIN entitlement e ON e.id = pe.entitlement_id)
       SELECT 'person' AS kind, p.id AS "scopeId", p.handle AS key, p.name AS "scopeName", count(h.id)::int AS grants
       FROM person p JOIN held h ON h.person_id = p.id GROUP BY p.id
       UNION ALL
       SELECT 'profile', f.id, f.key, f.name, count(h.id)::int
       FROM access_profile f LEFT JOIN held h ON h.profile_id = f.id
       GROUP BY f.id HAVING f.retired_at IS NULL OR count(h.id) > 0
       UNION ALL
       SELECT 'system', s.id, s.key, s.name, count(r.id)::int
       FROM system s LEFT JOIN reached r ON r.system_id = s.id
       GROUP BY s.id HAVING s.retired_at IS NULL OR count(r.id) > 0
       ORDER BY 5 DESC, 4`,
    );
    return rows.map(({ grants, ...row }) => ({ scope: scopeOf(row), grants }));
  }
}
