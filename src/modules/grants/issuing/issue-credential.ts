import { Inject, Injectable } from '@nestjs/common';
import {
  addSeconds,
  type Clock,
  conflict,
  DomainError,
  gone,
  newId,
  notFound,
  upstreamUnavailable,
  within,
} from '../../../kernel';
import { CLOCK } from '../../../platform/clock.provider';
import type { Actor } from '../../../platform/database/actor';
import { open } from '../../../platform/database/audit-event';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work';
import type { Principal } from '../../../platform/http/principal';
import { LOGGER, type Logger } from '../../../platform/telemetry/logger.provider';
import { type AccessProfile, CatalogRepository, holdPolicy, type ProfileEntitlement } from '../../catalog';
import {
  ConnectorRegistry,
  type IssuedCredential,
  type LeaseFacts,
  TargetError,
  type TargetSystem,
} from '../../connectors';
import { StepUpService } from '../../identity';
import { ResolveSecret } from '../../keys';
import { closedReason } from '../../policy';
import { claimDigest } from './claim-digest';
import { claimRefusal } from '../domain/claim';
import { withinHours } from '../domain/extension';
import { CLAIM_LASTS } from '../domain/retry';
import { Halts } from '../end-everything/halts';
import { EntitlementCheck } from '../entitlement-check';
import type { ApprovedGrant, Lease } from '../grant';
import { leaseEvent } from '../grant-events';
import { GrantRepository, unknownGrant } from '../grant.repository';
import { LEASE_CHANNEL, wakeFor } from '../deadlines/lease-channel';
import { LeaseRepository } from '../lease.repository';
import { startGrant } from '../start-grant';

export interface ClaimInput {
  readonly grantId: string;
  readonly digest: string;
  readonly stepUpToken: string | undefined;
  /** Which entitlement's log-in; may be left out where the profile has one. */
  readonly entitlementId?: string;
  /** Set a new password on a log-in that was made already: the earlier one stops working. */
  readonly replace: boolean;
}

export interface IssuedLease {
  readonly leaseId: string;
  readonly system: { readonly id: string; readonly name: string };
  readonly expiresAt: Date;
  readonly credential: IssuedCredential;
}

interface Intent {
  readonly lease: Pick<
    Lease,
    'id' | 'grantId' | 'systemId' | 'targetName' | 'createdAt' | 'expiresAt' | 'entitlementSettings'
  >;
  readonly fence: string;
  readonly grant: ApprovedGrant;
  readonly system: ProfileEntitlement['system'];
  readonly about: LeaseFacts;
  /** The end of what was issued before and goes on working whatever becomes of this; undefined where nothing does. */
  readonly earlierEnd: Date | undefined;
}

type MarkedLease = Pick<Intent, 'lease' | 'fence' | 'earlierEnd'>;

/** A target that has not answered by then is given up, long before the claim under which it was called runs out. */
const ANSWER_WITHIN = CLAIM_LASTS / 3;

/**
 * Makes the log-in that a person waits for: intent committed, target called, outcome committed, secret shown (I4).
 * The one place outside jobs that touches a target, because the secret must never be stored on its way to the person.
 */
@Injectable()
export class IssueCredential {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly grants: GrantRepository,
    private readonly leases: LeaseRepository,
    private readonly catalog: CatalogRepository,
    private readonly stepUps: StepUpService,
    private readonly check: EntitlementCheck,
    private readonly halts: Halts,
    private readonly connectors: ConnectorRegistry,
    private readonly secrets: ResolveSecret,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async issue(actor: Actor, principal: Principal, input: ClaimInput): Promise<IssuedLease> {
    const intent = await this.uow.run(actor, (tx) => this.intend(tx, principal, input));
    const credential = await this.callTarget(actor, intent);
    await this.settle(actor, intent);
    const { lease, system } = intent;
    return {
      leaseId: lease.id,
      system: { id: system.id, name: system.name },
      expiresAt: lease.expiresAt,
      credential,
    };
  }

  private async intend(tx: Tx, principal: Principal, input: ClaimInput): Promise<Intent> {
    await holdPolicy(tx);
    const grant = await this.grants.lockWithApprovals(tx, input.grantId);
    if (grant.personId !== principal.personId) throw unknownGrant();
    const refusal = claimRefusal(grant, tx.now);
    if (refusal) throw gone(refusal.code, refusal.sentence);
    await this.halts.assertMayIssue(tx, grant);
    const profile = await this.catalog.profile(tx, grant.profileId);
    await this.check.assert(tx, grant, profile);
    const closed = closedReason(profile.name, profile.rules.useHours, tx.now);
    if (closed) throw conflict(closed.code, closed.sentence);
    const entitlement = chooseEntitlement(profile, input.entitlementId);
    if (input.digest !== claimDigest(grant, { entitlementId: entitlement.id, replace: input.replace })) {
      throw conflict('grants.changed', 'This is not what you were shown. Reload the page and look again.');
    }
    // Its start has come, though no worker has noticed yet.
    if (grant.state === 'scheduled') await startGrant(tx, this.grants, grant);
    const stepUp = await this.stepUps.consume(tx, principal, input.stepUpToken, {
      action: 'grants.claim',
      subjectId: grant.id,
      digest: input.digest,
      maxAgeSeconds: profile.rules.stepUpMaxAge,
      privileged: profile.rules.personalData,
    });
    const { lease, fence, earlierEnd } = input.replace
      ? await this.replace(tx, grant, entitlement)
      : await this.begin(tx, grant, entitlement, profile);
    tx.record(
      leaseEvent(
        input.replace ? 'grants.password_replacement_intended' : 'grants.lease_intended',
        lease,
        grant,
        {
          targetName: open(lease.targetName),
          expiresAt: open(lease.expiresAt),
          entitlement: open(entitlement.key),
          factor: open(stepUp.factor),
          stepUpId: open(stepUp.id),
          digest: open(input.digest),
        },
      ),
    );
    return {
      lease,
      fence,
      grant,
      system: entitlement.system,
      about: factsOf(grant, profile, entitlement, tx.actor),
      earlierEnd,
    };
  }

  private async begin(
    tx: Tx,
    grant: ApprovedGrant,
    entitlement: ProfileEntitlement,
    profile: AccessProfile,
  ): Promise<MarkedLease> {
    const { system } = entitlement;
    const id = newId();
    const lease = {
      id,
      grantId: grant.id,
      entitlementId: entitlement.id,
      systemId: system.id,
      entitlementSettings: entitlement.settings,
      targetName: this.connectors.of(system.kind).targetName(id),
      expiresAt: grant.expiresAt ?? (await this.firstDeadline(tx, grant, profile)),
      createdAt: tx.now,
      claimedUntil: new Date(tx.now.getTime() + CLAIM_LASTS),
    };
    await this.leases.insertIntent(tx, lease);
    return { lease, fence: '1', earlierEnd: undefined };
  }

  /** That of a log-in which is just being made under the same grant: they end together. */
  private async firstDeadline(
    tx: Tx,
    { id, durationSeconds }: ApprovedGrant,
    { rules }: AccessProfile,
  ): Promise<Date> {
    const [first] = await this.leases.openOfGrant(tx, id);
    return first?.expiresAt ?? withinHours(rules.useHours, tx.now, addSeconds(tx.now, durationSeconds));
  }

  private async replace(tx: Tx, grant: ApprovedGrant, entitlement: ProfileEntitlement): Promise<MarkedLease> {
    const lease = (await this.leases.openOfGrant(tx, grant.id)).find(
      ({ entitlementId }) => entitlementId === entitlement.id,
    );
    if (!lease) throw notFound('grants.no_log_in', 'There is no log-in of this grant yet. Make one first.');
    const claimedUntil = new Date(tx.now.getTime() + CLAIM_LASTS);
    const expiresAt = grant.expiresAt ?? lease.expiresAt;
    const fence = await this.leases.reopenForReplacement(tx, lease.id, { claimedUntil, expiresAt });
    if (!fence)
      throw conflict('grants.issue_in_progress', 'This log-in is being made or ended at this moment.');
    const { keepsEarlierSecrets } = this.connectors.of(entitlement.system.kind);
    return {
      lease: { ...lease, expiresAt },
      fence,
      earlierEnd: keepsEarlierSecrets && lease.expiresAt,
    };
  }

  private async callTarget(actor: Actor, intent: Intent): Promise<IssuedCredential> {
    const { lease, system, about } = intent;
    try {
      if (this.clock.now().getTime() > lease.expiresAt.getTime())
        throw new TargetError('timeout', 'The deadline has passed.');
      const target: TargetSystem = {
        ...system,
        credential: await this.secrets.run(system.credentialReference),
      };
      const issuing = this.connectors.of(system.kind).issue(target, {
        leaseId: lease.id,
        targetName: lease.targetName,
        entitlement: lease.entitlementSettings,
        expiresAt: lease.expiresAt,
        about,
      });
      return await within(
        ANSWER_WITHIN,
        issuing,
        () => new TargetError('timeout', 'The target did not answer in time.'),
      );
    } catch (error) {
      await this.giveUp(actor, intent, error);
      throw this.refusalFor(intent, error);
    }
  }

  /** The outcome. Whatever keeps it from being written keeps the secret from being shown (I9). */
  private async settle(actor: Actor, intent: Intent): Promise<void> {
    try {
      await this.uow.run(actor, async (tx) => {
        const { lease, grant, fence } = intent;
        if (!(await this.grants.takeIntoUse(tx, grant.id, lease))) throw ended();
        if (!(await this.leases.markLive(tx, lease.id, fence))) throw ended();
        tx.record(
          leaseEvent('grants.lease_issued', lease, grant, {
            targetName: open(lease.targetName),
            expiresAt: open(lease.expiresAt),
          }),
        );
        await wakeFor(tx, lease.expiresAt);
      });
    } catch (error) {
      await this.giveUp(actor, intent, error);
      throw error;
    }
  }

  /**
   * Best effort only: if this fails too, the claim runs out and the worker ends the lease all the same. What cannot harm
   * the log-in that its holder works with does not end it.
   */
  private async giveUp(actor: Actor, intent: Intent, cause: unknown): Promise<void> {
    const { lease, grant, fence, earlierEnd } = intent;
    const why = open(
      cause instanceof TargetError || cause instanceof DomainError ? cause.message : 'internal error',
    );
    try {
      await this.uow.run(actor, async (tx) => {
        if (earlierEnd && (await this.leases.markLive(tx, lease.id, fence, earlierEnd))) {
          tx.record(leaseEvent('grants.lease_not_renewed', lease, grant, { why }, 'notice'));
          return;
        }
        // Somebody else has it in hand already, and tells of it.
        if ((await this.leases.markEnding(tx, [lease.id], fence)) === 0) return;
        tx.record(leaseEvent('grants.lease_failed', lease, grant, { why }, 'notice'));
        await tx.notify(LEASE_CHANNEL);
      });
    } catch (error) {
      this.logger.error(
        { err: error, leaseId: lease.id },
        'A failed issue could not be written down; its claim will run out.',
      );
    }
  }

  private refusalFor({ system, earlierEnd }: Intent, error: unknown): unknown {
    if (!(error instanceof TargetError)) return error;
    this.logger.warn(
      { system: system.key, reason: error.code, message: error.message },
      'A target refused to issue.',
    );
    return upstreamUnavailable(
      `grants.target_${error.code}`,
      earlierEnd
        ? `${system.name} made no new log-in. What you have goes on working; you can try again in a moment.`
        : `${system.name} did not make the log-in. What may be left there is being removed; you can try again in a moment.`,
    );
  }
}

const ended = () => gone('grants.already_ended', 'This grant ended while the log-in was being made.');

const factsOf = (
  grant: ApprovedGrant,
  profile: AccessProfile,
  entitlement: ProfileEntitlement,
  actor: Actor,
): LeaseFacts => ({
  person: { id: grant.personId, handle: grant.handle },
  profile: profile.key,
  ...(hasOthersLike(profile, entitlement) && { entitlement: entitlement.key }),
  requestId: grant.requestId,
  purpose: profile.purpose,
  ...(grant.ticket !== null && { ticket: grant.ticket }),
  ...(actor.kind !== 'system' && actor.address !== undefined && { callerAddress: actor.address }),
});

const hasOthersLike = ({ entitlements }: AccessProfile, { id, system }: ProfileEntitlement): boolean =>
  entitlements.some((other) => other.id !== id && other.system.kind === system.kind);

function chooseEntitlement(profile: AccessProfile, id: string | undefined): ProfileEntitlement {
  const [first, ...others] = profile.entitlements;
  const chosen =
    id === undefined && others.length === 0 ? first : profile.entitlements.find((one) => one.id === id);
  if (!chosen) throw notFound('grants.unknown_entitlement', 'Say which log-in of this profile you need.');
  return chosen;
}
