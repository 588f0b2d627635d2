import { Inject, Injectable } from '@nestjs/common';
import { type Clock, gone } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { digestOf } from '../../../platform/crypto/digest';
import { hashToken } from '../../../platform/crypto/token';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { type SlackWorkspace, SlackWorkspaceRepository } from '../../catalog';
import { StepUpService } from '../../identity';
import { accountBound } from '../slack-events';
import { type BindingLink, BindingLinkRepository } from './binding-link.repository';
import { SlackIdentityRepository } from './slack-identity.repository';

export const BIND_ACCOUNT = 'slack.bind-account';
const FACTOR_AGE_SECONDS = 300;

export interface OpenBinding {
  readonly link: BindingLink;
  readonly workspace: SlackWorkspace;
}

/** What the second factor covers: whose it becomes, and everything that the page shows of the account. */
export const bindDigest = ({ link, workspace }: OpenBinding, personId: string): string =>
  digestOf({
    action: BIND_ACCOUNT,
    link: link.id,
    personId,
    accountName: link.accountName,
    teamId: link.teamId,
    userId: link.userId,
    workspace: workspace.name,
  });

/** Makes an account at Slack the signed-in person's. Looking at a link changes nothing. */
@Injectable()
export class BindAccount {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly links: BindingLinkRepository,
    private readonly workspaces: SlackWorkspaceRepository,
    private readonly identities: SlackIdentityRepository,
    private readonly stepUps: StepUpService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `slack.link_over`, for links that never were as well. */
  async look(token: string): Promise<OpenBinding> {
    const link = await this.links.byToken(this.uow.reader, hashToken(token));
    if (!link?.isOpen || link.expiresAt <= this.clock.now()) throw linkOver();
    const workspace = await this.workspaces.connectedByTeam(this.uow.reader, link.teamId);
    if (!workspace) throw linkOver();
    return { link, workspace };
  }

  async run(
    actor: Actor,
    principal: Principal,
    token: string,
    stepUpToken: string | undefined,
  ): Promise<void> {
    const { personId } = principal;
    const binding = await this.look(token);
    await this.uow.run(actor, async (tx) => {
      const stepUp = await this.stepUps.consume(tx, principal, stepUpToken, {
        action: BIND_ACCOUNT,
        subjectId: binding.link.id,
        digest: bindDigest(binding, personId),
        maxAgeSeconds: FACTOR_AGE_SECONDS,
      });
      if (!(await this.links.use(tx, binding.link.id))) throw linkOver();
      await this.identities.bind(tx, personId, binding.link);
      tx.record(accountBound(personId, binding.workspace, binding.link, stepUp));
    });
  }
}

const linkOver = () =>
  gone(
    'slack.link_over',
    'This link was used already, replaced by a newer one, or is too old. Type /access in Slack for another.',
  );
