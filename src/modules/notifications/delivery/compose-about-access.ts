import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../../platform/config/environment.provider';
import type { Reader } from '../../../platform/database/unit-of-work';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { type Grant, GrantRepository, LeaseRepository, secondsToAdd } from '../../grants';
import { endingTopic } from '../domain/ends-soon';
import type { NotificationMessage } from '../domain/message';
import { accessEnded, accessEndsSoon } from '../domain/messages/access';
import { whyEnded } from '../domain/messages/why-ended';
import type { Notification } from '../domain/notification';

@Injectable()
export class ComposeAboutAccess {
  constructor(
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async endsSoon(from: Reader, { subjectId, topic }: Notification): Promise<NotificationMessage | undefined> {
    const grant = await this.grants.find(from, subjectId);
    if (!grant) return undefined;
    const profile = await this.catalog.profile(from, grant.profileId);
    const page = `${this.environment.publicUrl}/requests/${grant.requestId}`;
    return accessEndsSoon({
      profile: profile.name,
      endsAt: new Date(topic),
      now: whatIsTrueOf(grant, topic),
      mayExtend: secondsToAdd(grant, profile.rules) > 0,
      extend: { label: 'Ask for more time', url: `${page}?open=extend` },
      done: { label: 'I’m done, end it', url: `${page}?open=end` },
      look: { label: 'Open the request', url: page },
    });
  }

  async ended(from: Reader, { subjectId }: Notification): Promise<NotificationMessage | undefined> {
    const grant = await this.grants.find(from, subjectId);
    if (!grant?.endedAt) return undefined;
    const profile = await this.catalog.profile(from, grant.profileId);
    return accessEnded({
      profile: profile.name,
      used: grant.claimedAt !== null,
      endedAt: grant.endedAt,
      why: whyEnded(grant.endReason, await this.whoEnded(from, grant)),
      proofs: await this.proofsOf(from, grant),
      look: { label: 'See the proof', url: `${this.environment.publicUrl}/requests/${grant.requestId}` },
    });
  }

  private async whoEnded(from: Reader, { endedBy, personId }: Grant): Promise<string | null> {
    if (endedBy === null) return null;
    if (endedBy === personId) return 'You';
    return (await this.directory.peopleAmong(from, [endedBy])).at(0)?.name ?? null;
  }

  private async proofsOf(from: Reader, grant: Grant) {
    const systems = new Map((await this.catalog.systems(from)).map(({ id, name }) => [id, name]));
    return (await this.leases.ofGrants(from, [grant.id])).flatMap(({ proof, systemId }) =>
      proof
        ? [{ system: systems.get(systemId) ?? 'A system', summary: proof.summary, readAt: proof.readAt }]
        : [],
    );
  }
}

/** Of what was said about the deadline in `topic`. */
function whatIsTrueOf(grant: Grant, topic: string): 'ends' | 'ends-later' | 'over' {
  if (grant.state !== 'active') return 'over';
  return endingTopic(grant) === topic ? 'ends' : 'ends-later';
}
