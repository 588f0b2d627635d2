import { Module } from '@nestjs/common';
import { DirectoryWords } from './directory-words';
import { DirectoryRepository } from './directory.repository';

@Module({ providers: [DirectoryRepository, DirectoryWords], exports: [DirectoryRepository] })
export class DirectoryModule {}
