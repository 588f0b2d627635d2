import { Injectable } from '@nestjs/common';
import { askedTogether } from '../../../platform/database/asked-together';
import { UnitOfWork } from '../../../platform/database/unit-of-work';

export interface UseQuestion {
  readonly personId: string;
  readonly profileKey: string;
  readonly at: Date;
}

export interface Use {
  readonly grantId: string;
  readonly until: Date;
}

/** "May this person use this now?", for all who ask at this moment in one indexed read. */
@Injectable()
export class UseLookup {
  constructor(private readonly uow: UnitOfWork) {}

  /** The grant that allows it longest; undefined when none does. */
  readonly of = askedTogether((questions: readonly UseQuestion[]) => this.ofAll(questions));

  private async ofAll(questions: readonly UseQuestion[]): Promise<(Use | undefined)[]> {
    const rows = await this.uow.reader.query<Use & { place: number }>(
      `SELECT asked.place::int AS place, used.id AS "grantId", used.expires_at AS until
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS asked (person_id, profile_key, at, place)
       CROSS JOIN LATERAL (
         SELECT g.id, g.expires_at FROM access_grant g JOIN access_profile f ON f.id = g.profile_id
         WHERE g.person_id = asked.person_id AND f.key = asked.profile_key
           AND g.state = 'active' AND g.expires_at > asked.at
           AND NOT EXISTS (SELECT FROM bulk_revocation_grant listed WHERE listed.grant_id = g.id)
         ORDER BY g.expires_at DESC LIMIT 1) AS used`,
      [
        questions.map(({ personId }) => personId),
        questions.map(({ profileKey }) => profileKey),
        questions.map(({ at }) => at),
      ],
    );
    const byPlace = new Map(rows.map((row) => [row.place, row]));
    return questions.map((_, index) => byPlace.get(index + 1));
  }
}
