import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { asNobody, type Caller } from '../caller';
import type { IdentityProvider } from './identity-provider';
import { ProviderFailure } from './provider-failure';
import { failedAtProvider } from './single-sign-on-events';
import { refusalOf } from './single-sign-on-refusals';

/** What fails at a provider is on record before the person reads of it. */
@Injectable()
export class ProviderCalls {
  constructor(private readonly uow: UnitOfWork) {}

  async run<T>(caller: Caller, provider: IdentityProvider, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      await this.uow.record(asNobody(caller), failedAtProvider(provider, error));
      throw refusalOf(error, provider);
    }
  }
}
