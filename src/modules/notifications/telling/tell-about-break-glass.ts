import { Injectable } from '@nestjs/common';
import { DAY } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { EventView } from '../../audit';
import { DirectoryRepository } from '../../directory';
import { breakGlassAudience } from '../../policy';
import { Notify } from './notify';

/** Everybody of the circle and the data protection officer, through every channel, whatever they chose. */
@Injectable()
export class TellAboutBreakGlass {
  constructor(
    private readonly notify: Notify,
    private readonly directory: DirectoryRepository,
  ) {}

  async tell(tx: Tx, { id, type, subject }: EventView): Promise<void> {
    if (type === 'requests.break_glass_opened') await this.tellAll(tx, 'break-glass', subject.id, 'opened');
    // Each reminder is one of its own.
    if (type === 'requests.break_glass_overdue')
      await this.tellAll(tx, 'break-glass-overdue', subject.id, id);
    if (type !== 'requests.break_glass_reviewed') return;
    await this.notify.revise(tx, 'break-glass', [subject.id]);
    await this.notify.revise(tx, 'break-glass-overdue', [subject.id]);
  }

  private async tellAll(
    tx: Tx,
    kind: 'break-glass' | 'break-glass-overdue',
    subjectId: string,
    topic: string,
  ): Promise<void> {
    const notAfter = new Date(tx.now.getTime() + DAY);
    for (const { id } of breakGlassAudience(await this.directory.organisation(tx)))
      await this.notify.tell(tx, { kind, personId: id, subjectId, topic, notAfter });
  }
}
