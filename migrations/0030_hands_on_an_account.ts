import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who had a hand in how somebody came to be trusted: nobody hands over an invitation and vouches for whoever redeemed it, and
 * nobody lifts the hold on what they removed or vouched for.
 */
const INVITATIONS = `
  ALTER TABLE account_link ADD COLUMN delivery text
    CONSTRAINT account_link_delivery CHECK (delivery IN ('mail', 'hand-over'));
  UPDATE account_link l SET delivery =
      CASE WHEN EXISTS (SELECT FROM outgoing_mail m
                        WHERE m.person_id = l.person_id AND m.kind = 'invitation' AND m.created_at = l.created_at)
           THEN 'mail' ELSE 'hand-over' END
    WHERE kind = 'invitation';
  ALTER TABLE account_link
    ADD CONSTRAINT account_link_of_an_invitation CHECK ((kind = 'invitation') = (delivery IS NOT NULL));
`;

const HOLDS = `
  ALTER TABLE privilege_hold
    -- The administrator who removed the factors; none where the person began it, by a recovery code, say.
    ADD COLUMN begun_by uuid CONSTRAINT privilege_hold_begun_by REFERENCES person (id),
    -- The administrator who issued a code while it lasted.
    ADD COLUMN vouched_by uuid CONSTRAINT privilege_hold_vouched_by REFERENCES person (id);
`;

export class HandsOnAnAccount1763800000030 implements MigrationInterface {
  name = 'HandsOnAnAccount1763800000030';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [INVITATIONS, HOLDS]) await runner.query(part);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
