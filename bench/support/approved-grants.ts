import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { newId } from '../../src/kernel';
import { type AccessProfile, CatalogRepository } from '../../src/modules/catalog';
import { claimDigest, scopeDigest } from '../../src/modules/grants';
import { hashToken, newToken } from '../../src/platform/crypto/token';
import { readerFrom } from '../../src/platform/database/unit-of-work';
import { personId, signIn, type SignedIn } from './people';

/** An approved grant and the second factor for its first use: all that is left is to call. */
export interface Claim {
  readonly holder: SignedIn;
  readonly grantId: string;
  readonly requestId: string;
  readonly profileId: string;
  readonly digest: string;
  readonly durationSeconds: number;
  readonly stepUpId: string;
  readonly stepUpToken: string;
}

const DURATION = 3_600;

/**
 * Approved grants in bulk, as the product's own rows would be: a request, its approval by the CTO with a second factor,
 * the grant that stands on it, and a fresh second factor of its person. Asking and approving one by one over HTTP would
 * take longer than what is measured, and is limited to three open requests a person.
 */
export class ApprovedGrants {
  private next = 0;

  private constructor(
    private readonly owner: Pool,
    private readonly holders: readonly SignedIn[],
    private readonly approver: SignedIn,
    private readonly profile: AccessProfile,
  ) {}

  static async by(
    owner: Pool,
    holders: readonly SignedIn[],
    profileKey = 'customer-data-read',
  ): Promise<ApprovedGrants> {
    const [approver] = await signIn(owner, [await personId(owner, 'hugo')]);
    const reader = readerFrom(
      async <T>(sql: string, values: readonly unknown[] = []) =>
        (await owner.query(sql, [...values])).rows as T[],
    );
    const profile = await new CatalogRepository().profileByKey(reader, profileKey);
    return new ApprovedGrants(owner, holders, approver, profile);
  }

  /** Good for five minutes, as a second factor is. Holders take turns. */
  async make(count: number): Promise<Claim[]> {
    const claims = Array.from({ length: count }, () => this.claim());
    await this.writeRequests(claims);
    await this.writeApprovals(claims);
    await this.writeGrants(claims);
    await this.writeStepUps(claims);
    await this.analyse();
    return claims;
  }

  /**
   * Grants in use already, so that a log-in made now lives until the deadline that is given for it: a duration counts
   * from the first use, in whole seconds, and could not be aimed at a moment.
   */
  async makeInUse(deadlines: readonly Date[]): Promise<Claim[]> {
    const claims = await this.make(deadlines.length);
    await this.owner.query(
      `UPDATE access_grant g SET state = 'active', claimed_at = now(), expires_at = used.until
       FROM unnest($1::uuid[], $2::timestamptz[]) AS used (id, until) WHERE g.id = used.id`,
      [claims.map(({ grantId }) => grantId), deadlines],
    );
    return claims;
  }

  /** What autovacuum does within a minute: until then the server would plan for tables that it takes for empty. */
  private async analyse(): Promise<void> {
    await this.owner.query('ANALYZE access_request, approval, access_grant, grant_approval, step_up, lease');
    await this.owner.query('ANALYZE person, person_job_role, person_prerequisite, web_session');
  }

  private claim(): Claim {
    const holder = this.holders[this.next++ % this.holders.length];
    const [grantId, requestId] = [newId(), newId()];
    const requestDigest = digestOfRequest(requestId);
    return {
      holder,
      grantId,
      requestId,
      profileId: this.profile.id,
      durationSeconds: DURATION,
      digest: claimDigest(
        { id: grantId, requestDigest, durationSeconds: DURATION, extendedUntil: null },
        { entitlementId: this.profile.entitlements[0].id, replace: false },
      ),
      stepUpId: newId(),
      stepUpToken: newToken().reveal(),
    };
  }

  private async writeRequests(claims: readonly Claim[]): Promise<void> {
    await this.owner.query(
      `INSERT INTO access_request (id, version, requester_id, profile_id, justification, duration_seconds, digest, state,
         decided_at, lapses_at, created_at)
       SELECT id, 1, requester_id, $4, 'Looking for the cause of a wrong total on an invoice.', $5, digest, 'approved',
         now(), now() + interval '1 day', now()
       FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS request (id, requester_id, digest)`,
      [
        claims.map(({ requestId }) => requestId),
        claims.map(({ holder }) => holder.personId),
        claims.map(({ requestId }) => digestOfRequest(requestId)),
        this.profile.id,
        DURATION,
      ],
    );
  }

  private async writeApprovals(claims: readonly Claim[]): Promise<void> {
    const { sessionId, personId: approverId } = this.approver;
    await this.owner.query(
      `WITH decided AS (
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bytea[])
           AS decided (request_id, digest, approval_id, step_up_id, token_hash)
       ), proved AS (
         INSERT INTO step_up (id, token_hash, session_id, person_id, action, subject_id, digest, factor, verified_at,
           consumed_at)
         SELECT step_up_id, token_hash, $6, $7, 'requests.decide', request_id, digest, 'totp', now(), now() FROM decided
       )
       INSERT INTO approval (id, request_id, request_version, approver_id, decision, digest, step_up_id, factor,
         factor_verified_at, decided_at)
       SELECT approval_id, request_id, 1, $7, 'approve', digest, step_up_id, 'totp', now(), now() FROM decided`,
      [
        claims.map(({ requestId }) => requestId),
        claims.map(({ requestId }) => digestOfRequest(requestId)),
        claims.map(() => newId()),
        claims.map(() => newId()),
        claims.map(() => hashToken(newToken().reveal())),
        sessionId,
        approverId,
      ],
    );
  }

  private async writeGrants(claims: readonly Claim[]): Promise<void> {
    const ids = claims.map(({ grantId }) => grantId);
    await this.owner.query(
      `INSERT INTO access_grant (id, request_id, request_version, request_digest, scope_digest, person_id, profile_id,
         state, duration_seconds, maximum_seconds, starts_at, claim_by, created_at)
       SELECT made.id, r.id, 1, r.digest, $4, r.requester_id, r.profile_id, 'claimable', $3, $3, now(),
         now() + interval '8 hours', now()
       FROM unnest($1::uuid[], $2::uuid[]) AS made (id, request_id) JOIN access_request r ON r.id = made.request_id`,
      [ids, claims.map(({ requestId }) => requestId), DURATION, scopeDigest(this.profile)],
    );
    await this.owner.query(
      `INSERT INTO grant_approval (grant_id, approval_id)
       SELECT g.id, a.id FROM access_grant g JOIN approval a ON a.request_id = g.request_id WHERE g.id = ANY ($1)`,
      [ids],
    );
  }

  /** A second factor is given over HTTP and makes its session one that was just seen. */
  private async writeStepUps(claims: readonly Claim[]): Promise<void> {
    const sessions = claims.map(({ holder }) => holder.sessionId);
    await this.owner.query(
      `INSERT INTO step_up (id, token_hash, session_id, person_id, action, subject_id, digest, factor, verified_at)
       SELECT given.id, given.token_hash, s.id, s.person_id, 'grants.claim', given.grant_id, given.digest, 'totp', now()
       FROM unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[], $5::text[])
         AS given (id, token_hash, session_id, grant_id, digest)
         JOIN web_session s ON s.id = given.session_id`,
      [
        claims.map(({ stepUpId }) => stepUpId),
        claims.map(({ stepUpToken }) => hashToken(stepUpToken)),
        sessions,
        claims.map(({ grantId }) => grantId),
        claims.map(({ digest }) => digest),
      ],
    );
    await this.owner.query('UPDATE web_session SET last_seen_at = now() WHERE id = ANY ($1)', [sessions]);
  }
}

const digestOfRequest = (requestId: string): string => createHash('sha256').update(requestId).digest('hex');
