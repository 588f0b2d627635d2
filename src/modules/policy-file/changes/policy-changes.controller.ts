import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { invalid } from '../../../kernel';
import type { Actor } from '../../../platform/database/actor';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import { Endpoint } from '../../../platform/http/endpoint';
import { CurrentActor, CurrentPrincipal, type Principal } from '../../../platform/http/principal';
import { uuid } from '../../../platform/http/shapes';
import { zod } from '../../../platform/http/zod.pipe';
import { StepUpToken } from '../../identity';
import { checkPolicyFile } from '../check-policy-file';
import type { ConnectorSettings } from '../checks/settings';
import { CONNECTOR_SETTINGS } from '../connector-settings';
import { ApproveChange } from './approve-change';
import { PolicyChangeViews } from './policy-change-views';
import { PolicyChangeRepository } from './policy-change.repository';
import {
  type ApproveBody,
  approveBody,
  changePage,
  type ChangeQuery,
  changeQuery,
  changeView,
  fileView,
  type PreviewBody,
  previewBody,
  previewView,
  type ProposeBody,
  proposeBody,
  type StopBody,
  stopBody,
} from './policy-changes.dto';
import { PreviewChange } from './preview-change';
import { ProposeChange } from './propose-change';
import { StopChange } from './stop-change';

const REFUSES_DECISION = [
  'insufficient_user_authentication',
  'policy.unknown_change',
  'policy.change_not_as_shown',
] as const;

@Controller('api/v1/policy-changes')
export class PolicyChangesController {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly views: PolicyChangeViews,
    private readonly changes: PolicyChangeRepository,
    private readonly preview: PreviewChange,
    private readonly propose: ProposeChange,
    private readonly approve: ApproveChange,
    private readonly stop: StopChange,
    @Inject(CONNECTOR_SETTINGS) private readonly connectors: ConnectorSettings,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Changes of the rules, newest first',
    access: 'policy.read',
    scopes: ['read'],
    response: changePage,
  })
  list(@CurrentPrincipal() principal: Principal, @Query(zod(changeQuery)) query: ChangeQuery) {
    return this.views.list(principal, query);
  }

  @Post('preview')
  @Endpoint({
    summary: 'What a policy file would change, or its faults',
    access: 'policy.propose',
    scopes: ['requests'],
    response: previewView,
  })
  compare(@CurrentPrincipal() principal: Principal, @Body(zod(previewBody)) { file }: PreviewBody) {
    return this.preview.run(principal, file);
  }

  @Post()
  @Endpoint({
    summary: 'Propose a changed policy file',
    description: 'It changes nothing before somebody else has approved it.',
    access: 'policy.propose',
    scopes: ['requests'],
    status: 201,
    response: changeView,
    refuses: [
      'policy_file.refused',
      'policy.nothing_to_change',
      'policy.change_proposed_already',
      'policy.too_many_changes',
    ],
  })
  async create(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Body(zod(proposeBody)) { file, reason }: ProposeBody,
  ) {
    const check = checkPolicyFile(Buffer.from(file), this.connectors);
    if (!check.sound) throw refused(check.faults);
    const id = await this.propose.run(actor, check, { personId: principal.personId, reason });
    return this.views.one(principal, id);
  }

  @Get(':id')
  @Endpoint({
    summary: 'One change of the rules, with the difference in words',
    access: 'policy.read',
    scopes: ['read'],
    response: changeView,
    refuses: ['policy.unknown_change'],
  })
  one(@CurrentPrincipal() principal: Principal, @Param('id', zod(uuid)) id: string) {
    return this.views.one(principal, id);
  }

  @Get(':id/file')
  @Endpoint({
    summary: 'The file of a change that may still come into force',
    access: 'policy.read',
    scopes: ['read'],
    response: fileView,
    refuses: ['policy.unknown_change'],
  })
  async file(@Param('id', zod(uuid)) id: string) {
    const change = await this.changes.find(this.uow.reader, id);
    const bytes = await this.changes.file(this.uow.reader, change.id);
    return { text: bytes?.toString('utf8') ?? null };
  }

  @Post(':id/approve')
  @Endpoint({
    summary: 'Approve a change of the rules',
    access: 'policy.approve',
    response: changeView,
    stepUp: 'policy.approve-change',
    refuses: [
      ...REFUSES_DECISION,
      'policy.own_change',
      'policy.gains_by_change',
      'policy.change_stale',
      'policy.change_not_waiting',
      'policy.change_approved_already',
    ],
  })
  async agree(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) changeId: string,
    @Body(zod(approveBody)) { digest }: ApproveBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.approve.run(actor, principal, { changeId, digest, stepUpToken });
    return this.views.one(principal, changeId);
  }

  @Post(':id/stop')
  @Endpoint({
    summary: 'Deny, withdraw or stop a change of the rules',
    description: 'One word for each: by whoever proposed it, before its last approval, and after it.',
    access: 'policy.approve',
    response: changeView,
    stepUp: 'policy.stop-change',
    refuses: [...REFUSES_DECISION, 'policy.change_over'],
  })
  async end(
    @CurrentActor() actor: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', zod(uuid)) changeId: string,
    @Body(zod(stopBody)) { digest, reason }: StopBody,
    @StepUpToken() stepUpToken: string | undefined,
  ) {
    await this.stop.run(actor, principal, { changeId, digest, reason, stepUpToken });
    return this.views.one(principal, changeId);
  }
}

const refused = (faults: readonly { readonly line: number; readonly sentence: string }[]) =>
  invalid(
    'policy_file.refused',
    `The policy file is refused: ${faults.map(({ line, sentence }) => `line ${line}: ${sentence}`).join(' ')}`,
    { faults },
  );
