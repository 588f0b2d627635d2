import { Injectable } from '@nestjs/common';
import { addSeconds, newId, SECOND } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import { ABSOLUTE_LIMIT, HALF_SESSION_LIMIT, IDLE_LIMIT, ROTATION_GRACE } from '../domain/session-rules';
import type { FirstFactor } from './web-session';

/** Of a session that begins: there is none to ask for, it is still owed, or it was given together with the first. */
export type SecondFactorStanding = 'none' | 'owed' | 'given';

export interface NewSession {
  readonly personId: string;
  readonly tokenHash: Buffer;
  readonly firstFactor: FirstFactor;
  readonly secondFactor: SecondFactorStanding;
  /** The password that it begins with is past its time. */
  readonly owesNewPassword?: boolean;
  /** Who vouched for it. */
  readonly identityProviderId?: string;
  readonly address?: string;
  readonly userAgent?: string;
}

export interface OpenSession {
  readonly id: string;
  readonly personId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly secondFactorGiven: boolean;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Why a session ended; the words of the column. */
export type SessionEnd =
  | 'signed-out'
  | 'signed-in-again'
  | 'ended-elsewhere'
  | 'person-disabled'
  | 'job-role-lost'
  | 'credential-changed'
  | 'provider-retired';

const after = (at: Date, milliseconds: number): Date => addSeconds(at, milliseconds / SECOND);

@Injectable()
export class WebSessionRepository {
  async open(tx: Tx, session: NewSession): Promise<string> {
    const id = newId();
    const limit = session.secondFactor === 'owed' ? HALF_SESSION_LIMIT : ABSOLUTE_LIMIT;
    await tx.query(
      `INSERT INTO web_session (id, person_id, token_hash, first_factor, second_factor_at, created_at, last_seen_at,
         expires_at, address, user_agent, identity_provider_id, enrolment_basis,
         owes_new_password)
       VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        session.personId,
        session.tokenHash,
        session.firstFactor,
        session.secondFactor === 'given' ? tx.now : null,
        tx.now,
        after(tx.now, limit),
        session.address ?? null,
        session.userAgent ?? null,
        session.identityProviderId ?? null,
        // Whoever has just given both factors at a provider may enrol a first one here; nobody here vouched, so use is held.
        session.firstFactor === 'single-sign-on' && session.secondFactor === 'given'
          ? 'single-sign-on'
          : null,
        session.owesNewPassword ?? false,
      ],
    );
    return id;
  }

  /**
   * The second factor was given: a new token and the full time. The old token is worth nothing from here on, so whoever
   * knew the half session's does not own the full one. Answers what the session began with; undefined when that token is
   * no longer the session's.
   */
  async promote(
    tx: Tx,
    session: { id: string; tokenHash: Buffer },
    newTokenHash: Buffer,
  ): Promise<FirstFactor | undefined> {
    const rows = await tx.query<{ firstFactor: FirstFactor }>(
      `UPDATE web_session
       SET token_hash = $3, prior_token_hash = NULL, prior_token_until = NULL,
           second_factor_at = $4, last_seen_at = $4, expires_at = $5
       WHERE id = $1 AND token_hash = $2 AND second_factor_at IS NULL AND ended_at IS NULL
       RETURNING first_factor AS "firstFactor"`,
      [session.id, session.tokenHash, newTokenHash, tx.now, after(tx.now, ABSOLUTE_LIMIT)],
    );
    return rows.at(0)?.firstFactor;
  }

  /**
   * A new token; the present one stays good for requests under way. A request that came with the prior token turns
   * nothing, else two of them at once would leave the page with a token that is already gone.
   * Answers whether the new token is in force, or undefined when the session has ended.
   */
  async rotate(
    tx: Tx,
    session: { id: string; tokenHash: Buffer },
    newTokenHash: Buffer,
  ): Promise<boolean | undefined> {
    const rows = await tx.query<{ rotated: boolean }>(
      `UPDATE web_session
       SET (token_hash, prior_token_hash, prior_token_until) = (
             SELECT CASE WHEN token_hash = $2 THEN $3 ELSE token_hash END,
                    CASE WHEN token_hash = $2 THEN $2 ELSE prior_token_hash END,
                    CASE WHEN token_hash = $2 THEN $4 ELSE prior_token_until END),
           last_seen_at = $5
       WHERE id = $1 AND ended_at IS NULL
       RETURNING token_hash = $3 AS rotated`,
      [session.id, session.tokenHash, newTokenHash, after(tx.now, ROTATION_GRACE), tx.now],
    );
    return rows.at(0)?.rotated;
  }

  /** A factor was enrolled in this session, and so was given in it. */
  async noteSecondFactor(tx: Tx, sessionId: string): Promise<void> {
    await tx.query(
      'UPDATE web_session SET second_factor_at = $2 WHERE id = $1 AND second_factor_at IS NULL AND ended_at IS NULL',
      [sessionId, tx.now],
    );
  }

  /** Holds the session as it is until the transaction ends; false when it has ended. */
  async lockOpen(tx: Tx, sessionId: string): Promise<boolean> {
    const rows = await tx.query('SELECT FROM web_session WHERE id = $1 AND ended_at IS NULL FOR UPDATE', [
      sessionId,
    ]);
    return rows.length === 1;
  }

  /** Whoever of many parallel requests comes first writes; the others find it written. */
  async touch(tx: Tx, sessionId: string, unlessSince: Date): Promise<void> {
    await tx.query(
      'UPDATE web_session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at <= $3 AND ended_at IS NULL',
      [sessionId, tx.now, unlessSince],
    );
  }

  /** False when it had ended already. */
  async end(tx: Tx, sessionId: string, reason: SessionEnd): Promise<boolean> {
    const rows = await tx.query(
      'UPDATE web_session SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id',
      [sessionId, tx.now, reason],
    );
    return rows.length === 1;
  }

  /** How many there were. `except` names one that goes on. */
  async endAllOf(tx: Tx, personId: string, reason: SessionEnd, except?: string): Promise<number> {
    const rows = await tx.query(
      `UPDATE web_session SET ended_at = $2, end_reason = $3
       WHERE person_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $4 RETURNING id`,
      [personId, tx.now, reason, except ?? null],
    );
    return rows.length;
  }

  /** Of all people for whom that provider vouched; whose they were. */
  async endAllOfProvider(
    tx: Tx,
    identityProviderId: string,
    reason: SessionEnd,
  ): Promise<{ id: string; personId: string }[]> {
    return tx.query<{ id: string; personId: string }>(
      `UPDATE web_session SET ended_at = $2, end_reason = $3
       WHERE identity_provider_id = $1 AND ended_at IS NULL
       RETURNING id, person_id AS "personId"`,
      [identityProviderId, tx.now, reason],
    );
  }

  /** Those that a used step-up points to stay. How many went. */
  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM web_session WHERE id IN (
         SELECT s.id FROM web_session s WHERE s.expires_at < $1
           AND NOT EXISTS (SELECT FROM step_up u WHERE u.session_id = s.id)
         LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }

  /** Address and browser of those that stay. How many had them. */
  async forgetWhereabouts(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `UPDATE web_session SET address = NULL, user_agent = NULL WHERE id IN (
         SELECT id FROM web_session
         WHERE expires_at < $1 AND (address IS NOT NULL OR user_agent IS NOT NULL)
         LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }

  /** Newest first. */
  openOf(from: Reader, personId: string, now: Date): Promise<OpenSession[]> {
    return from.query<OpenSession>(
      `${SESSIONS} WHERE person_id = $1 AND ${STILL_OPEN} ORDER BY created_at DESC, id DESC`,
      [personId, ...stillOpenAt(now)],
    );
  }

  async openById(from: Reader, id: string, now: Date): Promise<OpenSession | undefined> {
    const rows = await from.query<OpenSession>(`${SESSIONS} WHERE id = $1 AND ${STILL_OPEN}`, [
      id,
      ...stillOpenAt(now),
    ]);
    return rows.at(0);
  }
}

const SESSIONS = `
  SELECT id, person_id AS "personId", created_at AS "createdAt", last_seen_at AS "lastSeenAt",
         second_factor_at IS NOT NULL AS "secondFactorGiven", address, user_agent AS "userAgent"
  FROM web_session`;
const STILL_OPEN = 'ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3';
const stillOpenAt = (now: Date): [now: Date, idleSince: Date] => [now, after(now, -IDLE_LIMIT)];
