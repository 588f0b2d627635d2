import { Injectable } from '@nestjs/common';
import { subject } from '@casl/ability';
import type { Actor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import type { Principal } from '../../platform/http/principal';
import { abilityOf, RecordRefusedAccess } from '../identity';
import type { Grant } from './grant';
import { GrantRepository, unknownGrant } from './grant.repository';

/** Who may see and end which grant. Somebody else's is answered like one that does not exist, and the attempt recorded. */
@Injectable()
export class GrantAccess {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly refused: RecordRefusedAccess,
  ) {}

  mayRead = (principal: Principal, grant: Grant): boolean =>
    abilityOf(principal).can('read', subject('Grant', { ...grant }));

  mayEnd = (principal: Principal, grant: Grant): boolean =>
    abilityOf(principal).can('end', subject('Grant', { ...grant }));

  async readable(actor: Actor, principal: Principal, grantId: string): Promise<Grant> {
    return this.allowed(actor, grantId, 'read', (grant) => this.mayRead(principal, grant));
  }

  /** More time is asked for by whoever holds it, and by nobody else. */
  async assertOwn(actor: Actor, principal: Principal, grantId: string): Promise<void> {
    await this.allowed(actor, grantId, 'extend', ({ personId }) => personId === principal.personId);
  }

  async assertMayEnd(actor: Actor, principal: Principal, grantId: string): Promise<void> {
    await this.allowed(actor, grantId, 'end', (grant) => this.mayEnd(principal, grant));
  }

  private async allowed(
    actor: Actor,
    grantId: string,
    attempt: 'read' | 'end' | 'extend',
    rule: (grant: Grant) => boolean,
  ): Promise<Grant> {
    const grant = await this.grants.find(this.uow.reader, grantId);
    if (grant && rule(grant)) return grant;
    if (grant) await this.refused.run(actor, { kind: 'grant', id: grantId }, attempt);
    throw unknownGrant();
  }
}
