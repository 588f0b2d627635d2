import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { type AccessProfile, CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { accountsOf, GrantRepository } from '../../grants';
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
  type HeldProfile,
  type Organisation,
  type PersonFacts,
  type PrerequisiteRule,
} from '../../policy';
import { withConflicts } from '../request-profiles';
import { RequestRepository } from '../request.repository';
import { askingWith } from '../request-rules';
import type { ProfileView } from '../requests.dto';

/** Access profiles as one person sees them: whether they may ask, what stands in the way, and who would be asked. */
@Injectable()
export class ProfileViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    private readonly grants: GrantRepository,
    private readonly requests: RequestRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(principal: Pick<Principal, 'personId'>): Promise<{ items: ProfileView[] }> {
    const about = await this.about(principal);
    const offered = about.profiles.filter(({ rules }) => !rules.retired);
    return { items: offered.map((profile) => viewFor(profile, about)) };
  }

  async one(principal: Pick<Principal, 'personId'>, key: string): Promise<ProfileView> {
    const profile = await this.catalog.profileByKey(this.uow.reader, key);
    return viewFor(profile, await this.about(principal));
  }

  /** Once for however many profiles: somebody waits for the list, and Slack gives it three seconds. */
  private async about({ personId }: Pick<Principal, 'personId'>): Promise<Viewer> {
    const from = this.uow.reader;
    const organisation = await this.directory.organisation(from);
    const person = known(organisation.person(personId), 'A person');
    const accounts = accountsOf(person, organisation);
    return {
      person,
      organisation,
      profiles: await this.catalog.profiles(from),
      held: await this.grants.heldBy(from, accounts, null),
      denials: await this.requests.lastDenials(from, accounts),
      now: this.clock.now(),
    };
  }
}

/** Who looks, and what they hold and were denied. */
interface Viewer {
  readonly person: PersonFacts;
  readonly organisation: Organisation;
  readonly profiles: readonly AccessProfile[];
  readonly held: readonly HeldProfile[];
  readonly denials: ReadonlyMap<string, Date>;
  readonly now: Date;
}

function viewFor(profile: AccessProfile, viewer: Viewer): ProfileView {
  const { person, organisation, profiles, held, denials, now } = viewer;
  const { allowed, conflicts } = askingWith({ person, profile: profile.rules, held, organisation, now });
  const pause = denialPause(profile.rules, denials.get(profile.id) ?? null, now);
  const extended = withConflicts(profile, conflicts, profiles);
  return profileViewOf(extended, person, organisation, allowed, now, pause?.until ?? null);
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
