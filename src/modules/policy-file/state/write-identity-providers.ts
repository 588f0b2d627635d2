import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database/unit-of-work';
import { EndSessions, IdentityProviderRepository } from '../../identity';
import type { PolicyState } from '../plan/policy-state';
import { differing } from './differing';
import { idOf, type PolicyIds } from './policy-ids';

/** Writes the identity providers that differ; sessions that one vouched for end when it is retired or becomes another. */
@Injectable()
export class WriteIdentityProviders {
  constructor(
    private readonly providers: IdentityProviderRepository,
    private readonly sessions: EndSessions,
  ) {}

  async write(tx: Tx, current: PolicyState, settled: PolicyState, ids: PolicyIds): Promise<void> {
    for (const [key, provider] of differing(current.identityProviders, settled.identityProviders)) {
      const id = idOf(ids.identityProviders, key);
      await this.providers.save(tx, { ...provider, id, key });
      const before = current.identityProviders.get(key);
      if (before === undefined || before.retired) continue;
      if (provider.retired || provider.issuer !== before.issuer) {
        await this.sessions.ofProvider(tx, id);
      }
    }
  }
}
