import { Module } from '@nestjs/common';
import { CatalogWords } from './catalog-words';
import { CatalogRepository } from './catalog.repository';

@Module({ providers: [CatalogRepository, CatalogWords], exports: [CatalogRepository] })
export class CatalogModule {}
