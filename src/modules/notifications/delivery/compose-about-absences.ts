import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Reader } from '../../../platform/database/unit-of-work';
import { AbsenceRepository, DirectoryRepository } from '../../directory';
import type { NotificationMessage } from '../domain/message';
import { standInGaveUp, standingIn } from '../domain/messages/absence';
import type { Notification } from '../domain/notification';

@Injectable()
export class ComposeAboutAbsences {
  constructor(
    private readonly absences: AbsenceRepository,
    private readonly directory: DirectoryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async standingIn(from: Reader, { subjectId }: Notification): Promise<NotificationMessage | undefined> {
    const absence = await this.absences.find(from, subjectId);
    if (!absence) return undefined;
    return standingIn({
      person: (await this.directory.person(from, absence.personId)).name,
      from: absence.from,
      until: absence.until,
      over: absence.until <= this.clock.now(),
      approvals: { label: 'See what waits', url: `${this.environment.publicUrl}/approvals` },
      absences: this.security,
    });
  }

  async gaveUp(from: Reader, { subjectId }: Notification): Promise<NotificationMessage | undefined> {
    const absence = await this.absences.find(from, subjectId);
    if (!absence) return undefined;
    const standIn = (await this.directory.person(from, absence.delegateId)).name;
    return standInGaveUp({ standIn, until: absence.until, absences: this.security });
  }

  private get security() {
    return { label: 'Absences, under Security', url: `${this.environment.publicUrl}/security` };
  }
}
