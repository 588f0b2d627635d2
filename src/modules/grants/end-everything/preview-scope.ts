import { Inject, Injectable } from '@nestjs/common';
import { type Clock, conflict, MINUTE } from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import { digestOf } from '../../../platform/crypto/digest';
import { UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { iso, isoOrNull } from '../../../platform/http/shapes';
import { type BulkScope, mustHalt, subjectOf } from '../domain/bulk-scope';
import { GrantViews } from '../grant-views';
import { GrantRepository } from '../grant.repository';
import { BulkRevocationRepository } from './bulk-revocation.repository';
import type { PreviewView, ScopeInput, Shown } from './end-everything.dto';
import { FindScope } from './find-scope';
import { HaltRepository } from './halt.repository';

const NAMED = 100;
const STANDS_FOR = 10 * MINUTE;

/**
 * What the second factor covers: which scope, with or without a halt, and the numbers that were shown, read when. Not which
 * grants: whoever ends everything means what comes in between too, and must not be sent back for it.
 */
export const endDigest = (scope: BulkScope, halt: boolean, shown: Shown): string =>
  digestOf({
    action: 'grants.end-everything',
    scope: { kind: scope.kind, id: scope.id },
    halt,
    shown: { ...shown },
  });

export function assertStillStands(shown: Shown, now: Date): void {
  if (Math.abs(now.getTime() - new Date(shown.readAt).getTime()) <= STANDS_FOR) return;
  throw conflict(
    'grants.preview_too_old',
    'What you saw is older than ten minutes. Look at it again, then confirm it.',
  );
}

/** Exactly what would end: numbers of all of it, and the first hundred by name. */
@Injectable()
export class PreviewScope {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly scopes: FindScope,
    private readonly bulk: BulkRevocationRepository,
    private readonly halts: HaltRepository,
    private readonly grants: GrantRepository,
    private readonly views: GrantViews,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(principal: Principal, input: ScopeInput): Promise<PreviewView> {
    const from = this.uow.reader;
    const { key, name, ...scope } = await this.scopes.by(from, input);
    const counts = await this.bulk.count(from, scope);
    const shown = { ...counts, readAt: iso(this.clock.now()) };
    const first = await this.grants.byIds(from, await this.bulk.openGrantIds(from, scope, NAMED));
    const haltId = await this.halts.openOf(from, scope);
    const halt = haltId === undefined ? undefined : await this.halts.find(from, haltId);
    return {
      scope: { kind: scope.kind, key, name },
      shown,
      grants: (await this.views.many(principal, first)).map(({ id, person, profile, state, expiresAt }) => ({
        id,
        person,
        profile: { key: profile.key, name: profile.name },
        state,
        systems: [...new Set(profile.entitlements.map(({ system }) => system))],
        expiresAt,
      })),
      mustHalt: mustHalt(scope),
      haltedSince: isoOrNull(halt?.placedAt),
      subjectId: subjectOf(scope),
      digest: endDigest(scope, false, shown),
      haltDigest: endDigest(scope, true, shown),
    };
  }
}
