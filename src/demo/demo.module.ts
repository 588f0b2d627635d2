import { type DynamicModule, Module } from '@nestjs/common';
import { DirectoryModule } from '../modules/directory';
import type { Clock } from '../kernel';
import { IdentityModule } from '../modules/identity';
import { AMEND_POLICY_FILE, type AmendPolicyFile } from '../modules/policy-file';
import { CLOCK } from '../platform/clock.provider';
import { DemoController } from './demo.controller';
import { DemoPeople } from './demo-people';
import { freshDates } from './fresh-dates';
import { DEMO_PLACES, type DemoPlaces } from './demo-places';

/** Loaded in demonstration mode only: its endpoint publishes credentials. */
@Module({
  imports: [DirectoryModule, IdentityModule],
  controllers: [DemoController],
  providers: [DemoPeople],
})
export class DemoModule {
  static with(places: DemoPlaces): DynamicModule {
    return {
      module: DemoModule,
      // So that the policy file's capability finds what only the demonstration has.
      global: true,
      providers: [
        { provide: DEMO_PLACES, useValue: places },
        {
          provide: AMEND_POLICY_FILE,
          inject: [CLOCK],
          useFactory:
            (clock: Clock): AmendPolicyFile =>
            (file) =>
              freshDates(file, clock.now()),
        },
      ],
      exports: [AMEND_POLICY_FILE],
    };
  }
}
