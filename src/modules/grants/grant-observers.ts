import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work';
import type { EndReason } from './domain/grant-lifecycle';
import type { Grant } from './grant';

type AtEnd = (tx: Tx, grants: readonly Grant[], reason: EndReason) => Promise<void>;
type AtPolicyChange = (tx: Tx) => Promise<void>;

/**
 * What other capabilities have to do in the very transaction in which grants end or the policy changes. They know of
 * grants; grants know nothing of them. Grants are locked by then: whoever is told locks nothing that others lock first.
 */
@Injectable()
export class GrantObservers {
  private readonly atEnd: AtEnd[] = [];
  private readonly atPolicyChange: AtPolicyChange[] = [];

  whenGrantsEnd(observer: AtEnd): void {
    this.atEnd.push(observer);
  }

  whenPolicyChanges(observer: AtPolicyChange): void {
    this.atPolicyChange.push(observer);
  }

  async grantsEnd(tx: Tx, grants: readonly Grant[], reason: EndReason): Promise<void> {
    for (const observer of this.atEnd) await observer(tx, grants, reason);
  }

  async policyChanges(tx: Tx): Promise<void> {
    for (const observer of this.atPolicyChange) await observer(tx);
  }
}
