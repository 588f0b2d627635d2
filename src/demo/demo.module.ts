import { Module } from '@nestjs/common';
import { DirectoryModule } from '../modules/directory';
import { IdentityModule } from '../modules/identity';
import { DemoController } from './demo.controller';
import { DemoPeople } from './demo-people';

/** Loaded in demonstration mode only: its endpoint publishes credentials. */
@Module({
  imports: [DirectoryModule, IdentityModule],
  controllers: [DemoController],
  providers: [DemoPeople],
})
export class DemoModule {}
