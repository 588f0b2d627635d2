import { Body, Controller, Get, Post, Query, StreamableFile } from '@nestjs/common';
import type { Actor } from '../../../platform/database/actor';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../../identity';
import { countEffects } from './domain/plan-list';
import { ExportList } from './export-list';
import { ImportList } from './import-list';
import {
  type ApplyQuery,
  applyQuery,
  listBody,
  listPreview,
  listResult,
  type PreviewQuery,
  previewQuery,
} from './list.dto';
import { FAULTS_SHOWN } from './list-refusals';

const CSV = 'text/csv';

/** People who come from a list: what a file would change, and the change itself. */
@Controller('api/v1/people-list')
export class ListController {
  constructor(
    private readonly importList: ImportList,
    private readonly exportList: ExportList,
  ) {}

  @Get()
  @Endpoint({
    summary: 'The people of the list as CSV, as an import takes it',
    description: 'Without anybody on it, it is the line of headings to begin with. The export is recorded.',
    access: 'people.manage',
    produces: CSV,
  })
  async export(@CurrentActor() actor: Actor) {
    const csv = await this.exportList.run(actor);
    return new StreamableFile(Buffer.from(csv), {
      type: `${CSV}; charset=utf-8`,
      disposition: 'attachment; filename="people.csv"',
    });
  }

  @Post('preview')
  @Endpoint({
    summary: 'What a list would change, row by row',
    description: 'Changes nothing. Its `digest` is what the second factor has to cover.',
    access: 'people.manage',
    consumes: CSV,
    response: listPreview,
  })
  async preview(
    @CurrentPrincipal() { personId }: Principal,
    @Query(zod(previewQuery)) { complete }: PreviewQuery,
    @Body(zod(listBody)) bytes: Buffer,
  ) {
    const { digest, manyLeave = null, faults, people } = await this.importList.preview({ bytes, complete });
    return {
      digest,
      subjectId: personId,
      counts: countEffects(people),
      manyLeave,
      faultCount: faults.length,
      faults: faults.slice(0, FAULTS_SHOWN),
      people,
    };
  }

  @Post()
  @Endpoint({
    summary: 'Apply a list: exactly what its preview showed, or nothing',
    access: 'people.manage',
    consumes: CSV,
    response: listResult,
    stepUp: 'people.import-list',
    refuses: ['people.faulty_list', 'people.list_changed', 'people.many_would_leave'],
  })
  async apply(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Query(zod(applyQuery)) { complete, digest, leaving }: ApplyQuery,
    @Body(zod(listBody)) bytes: Buffer,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    const approval = { digest, leaving, by: { principal, stepUpToken } };
    const { people } = await this.importList.apply(actor, { bytes, complete }, approval);
    return { counts: countEffects(people) };
  }
}
