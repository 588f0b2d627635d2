import { Injectable } from '@nestjs/common';
import { DAY, HOUR, known, MINUTE } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import { DirectoryRepository } from '../../directory';
import { type Grant, GrantRepository, LeaseRepository } from '../../grants';
import { DEFAULT_PREFERENCE } from '../domain/channels-for';
import { endingTopic, isAboutToEnd } from '../domain/ends-soon';
import { watchersOf } from '../domain/watchers';
import { NotificationRepository } from '../notification.repository';
import { PreferenceRepository } from '../preference.repository';
import { Notify } from './notify';

/** Tells of grants: that one ends soon, that it is proved ended, that there is no proof yet. */
@Injectable()
export class TellAboutAccess {
  constructor(
    private readonly notify: Notify,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly directory: DirectoryRepository,
    private readonly notifications: NotificationRepository,
    private readonly preferences: PreferenceRepository,
  ) {}

  async tellEnded(tx: Tx, grantId: string): Promise<void> {
    const grant = await this.grants.find(tx, grantId);
    if (!grant) return;
    await this.reviseWhatWasSaid(tx, grant);
    await this.notify.tell(tx, {
      kind: 'access-ended',
      personId: grant.personId,
      subjectId: grant.id,
      topic: 'ended',
      notAfter: new Date(tx.now.getTime() + DAY),
    });
  }

  /** In use, or with a new deadline: what was said of it before is true no more. */
  async tellChanged(tx: Tx, grantId: string): Promise<void> {
    const grant = await this.grants.find(tx, grantId);
    if (grant) await this.reviseWhatWasSaid(tx, grant);
  }

  private async reviseWhatWasSaid(tx: Tx, { id, requestId }: Grant): Promise<void> {
    await this.notify.revise(tx, 'access-ends-soon', [id]);
    await this.notify.revise(tx, 'request-closed', [requestId]);
  }

  async tellUnconfirmed(tx: Tx, leaseId: string): Promise<void> {
    const lease = (await this.leases.byIds(tx, [leaseId])).at(0);
    const grant = lease && (await this.grants.find(tx, lease.grantId));
    if (!grant) return;
    const organisation = await this.directory.organisation(tx);
    for (const person of watchersOf(organisation, [grant.personId])) {
      await this.notify.tell(tx, {
        kind: 'revocation-unconfirmed',
        personId: person.id,
        subjectId: leaseId,
        topic: 'unconfirmed',
        notAfter: new Date(tx.now.getTime() + DAY),
      });
    }
  }

  tellProved(tx: Tx, leaseId: string): Promise<void> {
    return this.notify.revise(tx, 'revocation-unconfirmed', [leaseId]);
  }

  /** Not an event but a moment: every grant in use whose end is as near as its holder wants to be told. */
  async tellWhatEndsSoon(tx: Tx): Promise<void> {
    const near = await this.grants.endingBetween(tx, tx.now, new Date(tx.now.getTime() + LONGEST_NOTICE));
    const told = await this.notifications.topicsOf(
      tx,
      'access-ends-soon',
      near.map(({ id }) => id),
    );
    const untold = near.filter((grant) => !told.has(`${grant.id} ${endingTopic(grant)}`));
    const chosen = await this.preferences.among(
      tx,
      untold.map(({ personId }) => personId),
    );
    for (const grant of untold) {
      const { minutesBeforeEnd } = chosen.get(grant.personId) ?? DEFAULT_PREFERENCE;
      if (!isAboutToEnd(grant, minutesBeforeEnd * MINUTE, tx.now)) continue;
      await this.notify.tell(tx, {
        kind: 'access-ends-soon',
        personId: grant.personId,
        subjectId: grant.id,
        topic: endingTopic(grant),
        notAfter: known(grant.expiresAt, 'The end'),
      });
    }
  }
}

/** The longest that a person may choose. */
const LONGEST_NOTICE = HOUR;
