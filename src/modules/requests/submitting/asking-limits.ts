import { Injectable } from '@nestjs/common';
import { conflict, rateLimited } from '../../../kernel';
import type { Tx } from '../../../platform/database/unit-of-work';
import type { AccessProfile } from '../../catalog';
import { GrantRepository } from '../../grants';
import { denialPause } from '../../policy';
import { RequestRepository } from '../request.repository';

/** Nobody reads the fourth request of one person with the same care as the first. */
const MOST_OPEN_REQUESTS = 3;
/** Where nobody reads at all, each request is a grant at once: as many may be open as requests might wait otherwise. */
const MOST_GRANTS_BY_POLICY = MOST_OPEN_REQUESTS;

/** How much one human being may ask at a time, by whichever accounts. Under the lock of the human being, so none is raced. */
@Injectable()
export class AskingLimits {
  constructor(
    private readonly requests: RequestRepository,
    private readonly grants: GrantRepository,
  ) {}

  async assertFewOpen(tx: Tx, accounts: readonly string[]): Promise<void> {
    if ((await this.requests.countPendingOf(tx, accounts)) < MOST_OPEN_REQUESTS) return;
    throw rateLimited(
      'requests.too_many_open',
      `You have ${MOST_OPEN_REQUESTS} requests waiting. Withdraw one, or wait until one is decided.`,
    );
  }

  /** Copies of one request outlive the answer to it: whoever denies the first would be asked by the second. */
  async assertNotAskedAlready(
    tx: Tx,
    accounts: readonly string[],
    { id, name }: AccessProfile,
  ): Promise<void> {
    const open = await this.requests.findPendingFor(tx, accounts, id);
    if (!open) return;
    throw conflict(
      'requests.asked_already',
      `You have asked for “${name}” already, and that request waits. Change it, or take it back first.`,
      { pendingRequestId: open },
    );
  }

  /** Also before a change asks everybody anew. */
  async assertNotPaused(tx: Tx, accounts: readonly string[], profile: AccessProfile): Promise<void> {
    const deniedAt = (await this.requests.lastDenials(tx, accounts)).get(profile.id) ?? null;
    const pause = denialPause(profile.rules, deniedAt, tx.now);
    if (pause) throw rateLimited(pause.code, pause.sentence, { until: pause.until.toISOString() });
  }

  async assertFewGrants(tx: Tx, accounts: readonly string[], { id, name }: AccessProfile): Promise<void> {
    if ((await this.grants.countOpenOf(tx, accounts, id)) < MOST_GRANTS_BY_POLICY) return;
    throw rateLimited(
      'requests.too_many_grants',
      `You hold “${name}” ${MOST_GRANTS_BY_POLICY} times already. Use one of those, or end one first.`,
    );
  }
}
