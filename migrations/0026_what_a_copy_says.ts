import type { MigrationInterface, QueryRunner } from 'typeorm';

const COPIES = `
  ALTER TABLE notification_delivery
    -- Of what the copy that is out says: whoever reads it hears again only when it says something else.
    ADD COLUMN said text CONSTRAINT notification_delivery_said CHECK (said ~ '^[0-9a-f]{64}$'),
    -- When the trouble was written down, and the other channels of the person took over.
    ADD COLUMN handed_on_at timestamptz;
`;

export class WhatACopySays1763800000026 implements MigrationInterface {
  name = 'WhatACopySays1763800000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COPIES);
  }

  /** There is no way back from a record that must be kept: restore a backup instead. */
  down(): Promise<void> {
    return Promise.reject(new Error('Migrations of Sallyport only go forward.'));
  }
}
