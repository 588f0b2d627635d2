import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';
import { SlackWorkspaceRepository } from '../../catalog';
import type { PolicyState } from '../plan/policy-state';
import { differing } from './differing';
import { idOf, type PolicyIds } from './policy-ids';

/** Writes the Slack workspaces that differ; what is bound in one stays, and counts for nothing while it is retired. */
@Injectable()
export class WriteSlackWorkspaces {
  constructor(private readonly workspaces: SlackWorkspaceRepository) {}

  async write(tx: Tx, current: PolicyState, settled: PolicyState, ids: PolicyIds): Promise<void> {
    const changed = differing(current.slackWorkspaces, settled.slackWorkspaces);
    // Retired ones first: a team may move to another key in one change.
    const inOrder = changed.sort(([, one], [, other]) => Number(other.retired) - Number(one.retired));
    for (const [key, workspace] of inOrder) {
      await this.workspaces.save(tx, { ...workspace, id: idOf(ids.slackWorkspaces, key), key });
    }
  }
}
