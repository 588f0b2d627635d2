import { type DynamicModule, Module } from '@nestjs/common';
import { DirectoryModule } from '../modules/directory';
import { IdentityModule } from '../modules/identity';
import { DemoController } from './demo.controller';
import { DemoPeople } from './demo-people';
import { DEMO_PLACES, type DemoPlaces } from './demo-places';

/** Loaded in demonstration mode only: its endpoint publishes credentials. */
@Module({
  imports: [DirectoryModule, IdentityModule],
  controllers: [DemoController],
  providers: [DemoPeople],
})
export class DemoModule {
  static with(places: DemoPlaces): DynamicModule {
    return { module: DemoModule, providers: [{ provide: DEMO_PLACES, useValue: places }] };
  }
}
