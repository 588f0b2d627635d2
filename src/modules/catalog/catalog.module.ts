import { Module } from '@nestjs/common';
import { CatalogWords } from './catalog-words';
import { CatalogRepository } from './catalog.repository';
import { SlackWorkspaceRepository } from './slack-workspace.repository';

@Module({
  providers: [CatalogRepository, CatalogWords, SlackWorkspaceRepository],
  exports: [CatalogRepository, SlackWorkspaceRepository],
})
export class CatalogModule {}
