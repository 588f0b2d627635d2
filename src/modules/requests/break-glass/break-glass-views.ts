import { Inject, Injectable } from '@nestjs/common';
import { type Clock, known } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso } from '../../../platform/http/shapes';
import { CatalogRepository } from '../../catalog';
import { DirectoryRepository } from '../../directory';
import { GrantRepository } from '../../grants';
import {
  breakGlassAudience,
  breakGlassRefusal,
  breakGlassReviewRefusal,
  closedReason,
  humanOf,
  isInCircle,
  type Organisation,
  type PersonFacts,
} from '../../policy';
import { RequestRepository } from '../request.repository';
import { RequestRules } from '../request-rules';
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
    private readonly rules: RequestRules,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async page({ personId }: Principal) {
    const organisation = await this.directory.organisation(this.uow.reader);
    const person = known(organisation.person(personId), 'A person');
    const used = await this.breakGlass.newest(this.uow.reader, MOST_SHOWN);
    return {
      offered: isInCircle(person) ? await this.offeredTo(person, organisation) : [],
      told: breakGlassAudience(organisation).map(({ id, name }) => ({ id, name })),
      items: await Promise.all(used.map((one) => this.view(one, person, organisation))),
    };
  }

  private async offeredTo(person: PersonFacts, organisation: Organisation) {
    const from = this.uow.reader;
    const pending = (await this.breakGlass.unreviewedOf(from, humanOf(person))) && reviewPending().detail;
    const profiles = (await this.catalog.profiles(from)).filter(
      ({ rules }) => !rules.retired && rules.breakGlass !== null,
    );
    const now = this.clock.now();
    return Promise.all(
      profiles.map(async (offered) => {
        const { id, key, name, dataCategory, allows, rules } = offered;
        const profile = {
          id,
          key,
          name,
          dataCategory,
          allows: [...allows],
          personalData: rules.personalData,
        };
        const allowed = await this.rules.eligibilityOf(from, person, offered, organisation, now);
        const refusal =
          pending ??
          breakGlassRefusal(person, rules)?.sentence ??
          closedReason(name, rules.useHours, now)?.sentence ??
          (allowed.eligible ? null : (allowed.reasons.at(0)?.sentence ?? null));
        return {
          profile,
          minimumSeconds: rules.duration.minimum,
          maximumSeconds: rules.breakGlass?.maximum ?? 0,
          minimumReason: rules.minimumJustification,
          refusal,
        };
      }),
    );
  }

  private async view(
    used: BreakGlass,
    viewer: PersonFacts,
    organisation: Organisation,
  ): Promise<BreakGlassView> {
    const from = this.uow.reader;
    const request = known(await this.requests.find(from, used.requestId), 'A request');
    const [grant] = await this.grants.ofRequests(from, [used.requestId]);
    const { key, name, rules } = await this.catalog.profile(from, used.profileId);
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

function reviewOf(
  { reviewedAt, reviewedBy, verdict, reviewNote }: BreakGlass,
  organisation: Organisation,
): BreakGlassView['review'] {
  if (!reviewedAt || !reviewedBy || !verdict) return null;
  const { id, name } = known(organisation.person(reviewedBy), 'A person');
  return { at: iso(reviewedAt), by: { id, name }, verdict, note: reviewNote ?? '' };
}
