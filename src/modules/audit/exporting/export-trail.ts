import { Readable } from 'node:stream';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import type { UnitOfWork } from '../../../platform/database/unit-of-work';
import { coveredSize, exportEvents } from './export-events';

const TRAIL = { kind: 'audit-trail', id: 'audit-trail' };

/** Hands the whole trail to somebody, and records that it did. Personal values leave as ciphertext. */
export class ExportTrail {
  constructor(private readonly uow: UnitOfWork) {}

  async run(actor: Actor): Promise<Readable> {
    await this.uow.run(actor, async (tx) => {
      tx.record({
        type: 'audit.exported',
        subject: TRAIL,
        severity: 'notice',
        data: { events: open(await coveredSize(tx)) },
      });
    });
    return Readable.from(exportEvents(this.uow.reader));
  }
}
