import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Reader } from '../../../platform/database/unit-of-work';
import { AuditTrail, EventWords } from '../../audit';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { GrantRepository, LeaseRepository } from '../../grants';
import { isCircleNews } from '../domain/circle-news';
import type { NotificationMessage } from '../domain/message';
import { revocationUnconfirmed, securityAlert } from '../domain/messages/security';
import { slackAccountChanged } from '../domain/messages/slack-account';
import type { Notification } from '../domain/notification';

@Injectable()
export class ComposeAboutSecurity {
  constructor(
    private readonly trail: AuditTrail,
    private readonly words: EventWords,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async alert(from: Reader, { subjectId }: Notification): Promise<NotificationMessage | undefined> {
    const found = await this.trail.one(from, subjectId);
    if (!found) return undefined;
    const [{ sentence, actorName }] = await this.words.name([found.event]);
    return securityAlert({
      sentence,
      at: found.event.at,
      by: actorName,
      eachTime: isCircleNews(found.event),
      look: { label: 'Open the audit trail', url: `${this.environment.publicUrl}/audit` },
    });
  }

  async slackAccount(from: Reader, { subjectId }: Notification): Promise<NotificationMessage | undefined> {
    const found = await this.trail.one(from, subjectId);
    if (!found) return undefined;
    return slackAccountChanged({
      bound: found.event.type === 'slack.account_bound',
      at: found.event.at,
      look: { label: 'See my Slack accounts', url: `${this.environment.publicUrl}/security` },
    });
  }

  async unconfirmed(from: Reader, { subjectId }: Notification): Promise<NotificationMessage | undefined> {
    const lease = (await this.leases.byIds(from, [subjectId])).at(0);
    const grant = lease && (await this.grants.find(from, lease.grantId));
    if (!grant) return undefined;
    const profile = await this.catalog.profile(from, grant.profileId);
    const system = (await this.catalog.systems(from)).find(({ id }) => id === lease.systemId);
    return revocationUnconfirmed({
      person: (await this.directory.person(from, grant.personId)).name,
      profile: profile.name,
      system: system?.name ?? 'a system',
      since: lease.endAskedAt ?? lease.expiresAt,
      proved: lease.state === 'ended',
      look: { label: 'See what is not proved', url: `${this.environment.publicUrl}/unconfirmed` },
    });
  }
}
