import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { type AccessProfile, CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { accountsOf } from '../../grants';
import {
  approvalPlan,
  breakGlassRefusal,
  type ApproverCandidate,
  denialPause,
  nextOpenTime,
  openTimeAt,
  type UseHours,
  useHoursInWords,
  type Eligibility,
  type Organisation,
  type PersonFacts,
  type PrerequisiteRule,
} from '../../policy';
import { RequestProfiles } from '../request-profiles';
import { RequestRepository } from '../request.repository';
import { RequestRules } from '../request-rules';
import type { ProfileView } from '../requests.dto';

/** Access profiles as one person sees them: whether they may ask, what stands in the way, and who would be asked. */
@Injectable()
export class ProfileViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly rules: RequestRules,
    private readonly requests: RequestRepository,
    private readonly profiles: RequestProfiles,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(principal: Pick<Principal, 'personId'>): Promise<{ items: ProfileView[] }> {
    const profiles = (await this.catalog.profiles(this.uow.reader)).filter(({ rules }) => !rules.retired);
    const organisation = await this.directory.organisation(this.uow.reader);
    const items: ProfileView[] = [];
    for (const profile of profiles) items.push(await this.view(profile, principal, organisation));
    return { items };
  }

  async one(principal: Pick<Principal, 'personId'>, key: string): Promise<ProfileView> {
    const profile = await this.catalog.profileByKey(this.uow.reader, key);
    return this.view(profile, principal, await this.directory.organisation(this.uow.reader));
  }

  private async view(
    profile: AccessProfile,
    { personId }: Pick<Principal, 'personId'>,
    organisation: Organisation,
  ): Promise<ProfileView> {
    const person = known(organisation.person(personId), 'A person');
    const now = this.clock.now();
    const { allowed, conflicts } = await this.rules.asking(
      this.uow.reader,
      person,
      profile,
      organisation,
      now,
    );
    const extended = await this.profiles.extended(this.uow.reader, profile, conflicts);
    const accounts = accountsOf(person, organisation);
    const deniedAt = await this.requests.lastDenialOf(this.uow.reader, accounts, profile.id);
    const pause = denialPause(profile.rules, deniedAt, now);
    return profileViewOf(extended, person, organisation, allowed, now, pause?.until ?? null);
  }
}

function profileViewOf(
  profile: AccessProfile,
  person: PersonFacts,
  organisation: Organisation,
  allowed: Eligibility,
  now: Date,
  pausedUntil: Date | null,
): ProfileView {
  const { rules } = profile;
  const plan = approvalPlan(rules, person, organisation, { at: now });
  return {
    id: profile.id,
    key: profile.key,
    name: profile.name,
    description: profile.description,
    personalData: rules.personalData,
    dataCategory: profile.dataCategory,
    purpose: profile.purpose,
    processingActivity: profile.processingActivity,
    allows: [...profile.allows],
    allowsNot: [...profile.allowsNot],
    duration: {
      minimumSeconds: rules.duration.minimum,
      defaultSeconds: rules.duration.default,
      maximumSeconds: rules.duration.maximum,
    },
    claimWindowSeconds: rules.claimWindow,
    breakGlassSeconds: breakGlassRefusal(person, rules) ? null : (rules.breakGlass?.maximum ?? null),
    startAheadSeconds: rules.startAhead,
    minimumJustification: rules.minimumJustification,
    ticket: rules.ticket,
    eligibleJobRoles: rules.eligibleJobRoles.map((key) => ({ key, title: organisation.titleOf(key) })),
    prerequisites: rules.prerequisites.map(({ kind, title, maxAge }) => ({
      kind,
      title,
      maxAge: ageInWords(maxAge),
    })),
    approvals: {
      needed: plan.required,
      asked: plan.stages.map(({ count, asked, escalation, heldTogetherWith }) => ({
        count,
        who: asked,
        heldTogetherWith,
        escalation: escalation && { afterSeconds: escalation.after, who: escalation.asked },
      })),
      order: plan.order,
      candidates: plan.candidates.map(candidateView),
      witnesses: plan.witnesses.map(candidateView),
      byPolicy: plan.byPolicy,
    },
    useHours: rules.useHours && useHoursView(rules.useHours, now),
    pauseAfterDenialSeconds: rules.pauseAfterDenial,
    pausedUntil: isoOrNull(pausedUntil),
    entitlements: profile.entitlements.map(({ id, name, description, system }) => ({
      id,
      name,
      description,
      system,
    })),
    eligibility: { eligible: allowed.eligible, reasons: allowed.eligible ? [] : [...allowed.reasons] },
  };
}

function useHoursView(hours: UseHours, now: Date): ProfileView['useHours'] {
  const open = openTimeAt(hours, now);
  const next = nextOpenTime(hours, now);
  return {
    words: useHoursInWords(hours),
    openNow: open !== undefined,
    nextAt: next ? iso(next.opensAt) : null,
    closesAt: open ? iso(open.closesAt) : null,
  };
}

const candidateView = ({ person: { id, name }, because, role, stage }: ApproverCandidate) => ({
  id,
  name,
  because,
  role,
  stage,
});

const ageInWords = (age: PrerequisiteRule['maxAge']): string | null =>
  age === null ? null : `${age.amount} ${age.amount === 1 ? age.unit.slice(0, -1) : age.unit}`;
