import { Controller, Delete, Get, Param } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { iso, isoOrNull, uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { CredentialRepository } from '../passwords/credential.repository';
import { StepUpToken } from '../step-up/step-up-token';
import { LinkedAccounts } from './linked-accounts';
import { linkedAccountList } from './single-sign-on.dto';
import { UnlinkAccount, unlinkDigest } from './unlink-account';

/** A person's own accounts at identity providers. */
@Controller('api/v1/linked-accounts')
export class LinkedAccountsController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly accounts: LinkedAccounts,
    private readonly credentials: CredentialRepository,
    private readonly unlink: UnlinkAccount,
  ) {}

  @Get()
  @Endpoint({
    summary: 'My accounts at identity providers',
    access: 'signed-in',
    response: linkedAccountList,
  })
  async mine(@CurrentPrincipal() { personId }: Principal) {
    const from = this.uow.reader;
    const accounts = await this.accounts.of(from, personId);
    const items = accounts.map(async (account) => ({
      id: account.id,
      provider: account.provider,
      opens: account.opens,
      linkedAt: iso(account.linkedAt),
      lastUsedAt: isoOrNull(account.lastUsedAt),
      onlyWayIn: !(await this.accounts.canSignIn(from, personId, account.id)),
      removeDigest: unlinkDigest(account),
    }));
    return {
      items: await Promise.all(items),
      needsSecondFactor: await this.credentials.hasSecondFactor(from, personId),
    };
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Remove the link to one of my accounts at an identity provider',
    description:
      'With a step-up over `removeDigest` where the person has a second factor. Every other session of the person ends.',
    access: 'signed-in',
    status: 204,
    stepUp: 'identity.unlink_account',
    refuses: ['identity.unknown_linked_account', 'identity.only_way_in'],
  })
  remove(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) id: string,
    @StepUpToken() stepUpToken: string | undefined,
  ): Promise<void> {
    return this.unlink.run(actor, principal, id, stepUpToken);
  }
}
