import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Reader } from '../../../platform/database/unit-of-work';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { BreakGlassRepository } from '../../requests';
import type { NotificationMessage } from '../domain/message';
import { breakGlassOpened, breakGlassOverdue, type BreakGlassFacts } from '../domain/messages/break-glass';
import type { Notification } from '../domain/notification';

@Injectable()
export class ComposeAboutBreakGlass {
  constructor(
    private readonly breakGlass: BreakGlassRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async opened(from: Reader, notification: Notification): Promise<NotificationMessage | undefined> {
    const facts = await this.facts(from, notification);
    return facts && breakGlassOpened(facts);
  }

  async overdue(from: Reader, notification: Notification): Promise<NotificationMessage | undefined> {
    const facts = await this.facts(from, notification);
    return facts && breakGlassOverdue(facts);
  }

  private async facts(
    from: Reader,
    { subjectId, personId }: Notification,
  ): Promise<BreakGlassFacts | undefined> {
    const used = await this.breakGlass.find(from, subjectId);
    if (!used) return undefined;
    const profile = await this.catalog.profile(from, used.profileId);
    const people = [used.personId, ...(used.reviewedBy === null ? [] : [used.reviewedBy])];
    const names = new Map((await this.directory.peopleAmong(from, people)).map(({ id, name }) => [id, name]));
    return {
      own: used.personId === personId,
      person: names.get(used.personId) ?? 'Somebody',
      profile: profile.name,
      dataCategory: profile.dataCategory,
      openedAt: used.openedAt,
      reviewDueAt: used.reviewDueAt,
      verdict: used.verdict,
      reviewer: used.reviewedBy === null ? null : (names.get(used.reviewedBy) ?? 'Somebody'),
      look: { label: 'Look at it', url: `${this.environment.publicUrl}/break-glass#${subjectId}` },
    };
  }
}
