import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso } from '../../../platform/http/shapes';
import { type AccessProfile, CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { accountsOf, type Grant, GrantRepository } from '../../grants';
import {
  breakGlassAudience,
  breakGlassRefusal,
  breakGlassReviewRefusal,
  closedReason,
  eligibility,
  humanOf,
  isInCircle,
  type Organisation,
  type PersonFacts,
} from '../../policy';
import type { AccessRequest } from '../access-request';
import { RequestRepository } from '../request.repository';
import { type BreakGlass, breakGlassStanding } from './break-glass';
import type { BreakGlassView } from './break-glass.dto';
import { BreakGlassRepository, reviewPending } from './break-glass.repository';

const MOST_SHOWN = 100;

/** Emergency access as the circle and the data protection officer see it. */
@Injectable()
export class BreakGlassViews {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly breakGlass: BreakGlassRepository,
    private readonly requests: RequestRepository,
    private readonly grants: GrantRepository,
    private readonly catalog: CatalogRepository,
    private readonly directory: DirectoryRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async page({ personId }: Pick<Principal, 'personId'>) {
    const organisation = await this.directory.organisation(this.uow.reader);
    const person = known(organisation.person(personId), 'A person');
    const used = await this.breakGlass.newest(this.uow.reader, MOST_SHOWN);
    return {
      offered: isInCircle(person) ? await this.offeredTo(person, organisation) : [],
      told: breakGlassAudience(organisation).map(({ id, name }) => ({ id, name })),
      items: await this.views(used, person, organisation),
    };
  }

  private async offeredTo(person: PersonFacts, organisation: Organisation) {
    const from = this.uow.reader;
    const pending = (await this.breakGlass.unreviewedOf(from, humanOf(person))) && reviewPending().detail;
    const profiles = (await this.catalog.profiles(from)).filter(
      ({ rules }) => !rules.retired && rules.breakGlass !== null,
    );
    const held = await this.grants.heldBy(from, accountsOf(person, organisation), null);
    const now = this.clock.now();
    return profiles.map(({ id, key, name, dataCategory, allows, rules }) => {
      const allowed = eligibility({ person, profile: rules, held, organisation, now, approvedWith: [] });
      const refusal =
        pending ??
        breakGlassRefusal(person, rules)?.sentence ??
        closedReason(name, rules.useHours, now)?.sentence ??
        (allowed.eligible ? null : (allowed.reasons.at(0)?.sentence ?? null));
      return {
        profile: { id, key, name, dataCategory, allows: [...allows], personalData: rules.personalData },
        minimumSeconds: rules.duration.minimum,
        maximumSeconds: rules.breakGlass?.maximum ?? 0,
        minimumReason: rules.minimumJustification,
        refusal,
      };
    });
  }

  /** What they were about is read once for all of them. */
  private async views(
    used: readonly BreakGlass[],
    viewer: PersonFacts,
    organisation: Organisation,
  ): Promise<BreakGlassView[]> {
    const from = this.uow.reader;
    const ids = used.map(({ requestId }) => requestId);
    const requests = byId(await this.requests.list(from, { among: ids, limit: ids.length }), ({ id }) => id);
    const grants = byId(await this.grants.ofRequests(from, ids), ({ requestId }) => requestId);
    const profiles = byId(await this.catalog.profiles(from), ({ id }) => id);
    return used.map((one) =>
      this.view(one, viewer, organisation, {
        request: known(requests.get(one.requestId), 'A request'),
        grant: grants.get(one.requestId),
        profile: known(profiles.get(one.profileId), 'A profile'),
      }),
    );
  }

  private view(
    used: BreakGlass,
    viewer: PersonFacts,
    organisation: Organisation,
    { request, grant, profile: { key, name, rules } }: UsedFor,
  ): BreakGlassView {
    const user = known(organisation.person(used.personId), 'A person');
    const standing = breakGlassStanding(used, grant, this.clock.now());
    const mayBeReviewed = standing === 'to-review' || standing === 'overdue';
    return {
      id: used.id,
      requestId: used.requestId,
      person: { id: user.id, name: user.name },
      profile: { key, name, personalData: rules.personalData },
      reason: request.justification,
      durationSeconds: request.durationSeconds,
      openedAt: iso(used.openedAt),
      reviewDueAt: iso(used.reviewDueAt),
      standing,
      review: reviewOf(used, organisation),
      may: { review: mayBeReviewed && !breakGlassReviewRefusal(viewer, user) },
    };
  }
}

interface UsedFor {
  readonly request: AccessRequest;
  readonly grant: Grant | undefined;
  readonly profile: AccessProfile;
}

const byId = <T>(all: readonly T[], idOf: (one: T) => string): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [idOf(one), one]));

function reviewOf(
  { reviewedAt, reviewedBy, verdict, reviewNote }: BreakGlass,
  organisation: Organisation,
): BreakGlassView['review'] {
  if (!reviewedAt || !reviewedBy || !verdict) return null;
  const { id, name } = known(organisation.person(reviewedBy), 'A person');
  return { at: iso(reviewedAt), by: { id, name }, verdict, note: reviewNote ?? '' };
}
