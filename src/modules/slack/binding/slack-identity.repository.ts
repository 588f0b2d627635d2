import { Injectable } from '@nestjs/common';
import { conflict, newId } from '../../../kernel';
import { type Reader, type Tx, violatedConstraint } from '../../../platform/database/unit-of-work';
import type { SlackAccount } from '../slack-events';

/** Whose an account at Slack is. */
export interface SlackIdentity extends SlackAccount {
  readonly id: string;
  readonly personId: string;
  readonly boundAt: Date;
}

const IDENTITIES = `
  SELECT id, person_id AS "personId", team_id AS "teamId", user_id AS "userId", bound_at AS "boundAt"
  FROM slack_identity`;

@Injectable()
export class SlackIdentityRepository {
  byAccount(from: Reader, { teamId, userId }: SlackAccount): Promise<SlackIdentity | undefined> {
    return from.first<SlackIdentity>(`${IDENTITIES} WHERE team_id = $1 AND user_id = $2`, [teamId, userId]);
  }

  byId(from: Reader, id: string): Promise<SlackIdentity | undefined> {
    return from.first<SlackIdentity>(`${IDENTITIES} WHERE id = $1`, [id]);
  }

  /** In workspaces that are connected, oldest first. */
  ofPeople(from: Reader, personIds: readonly string[]): Promise<SlackIdentity[]> {
    return from.query<SlackIdentity>(
      `${IDENTITIES} i WHERE person_id = ANY ($1)
         AND EXISTS (SELECT FROM slack_workspace w WHERE w.team_id = i.team_id AND w.retired_at IS NULL)
       ORDER BY bound_at, id`,
      [personIds],
    );
  }

  /** Throws `slack.already_bound` where the account is somebody's, or the person has one in that workspace. */
  async bind(tx: Tx, personId: string, { teamId, userId }: SlackAccount): Promise<void> {
    try {
      await tx.query(
        'INSERT INTO slack_identity (id, person_id, team_id, user_id, bound_at) VALUES ($1, $2, $3, $4, $5)',
        [newId(), personId, teamId, userId, tx.now],
      );
    } catch (error) {
      if (!violatedConstraint(error)?.startsWith('slack_identity_')) throw error;
      throw conflict(
        'slack.already_bound',
        'This Slack account is bound already, or you have another one in this workspace. Unbind that one first, under Security settings.',
      );
    }
  }

  async unbind(tx: Tx, personId: string, id: string): Promise<boolean> {
    const sql = 'DELETE FROM slack_identity WHERE id = $1 AND person_id = $2 RETURNING id';
    return (await tx.query(sql, [id, personId])).length === 1;
  }

  /** Every account of the person; which they were. */
  unbindAllOf(tx: Tx, personId: string): Promise<SlackAccount[]> {
    return tx.query<SlackAccount & Record<string, unknown>>(
      'DELETE FROM slack_identity WHERE person_id = $1 RETURNING team_id AS "teamId", user_id AS "userId"',
      [personId],
    );
  }
}
