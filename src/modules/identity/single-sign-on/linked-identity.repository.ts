import { Injectable } from '@nestjs/common';
import { conflict, newId } from '../../../kernel';
import { type Reader, type Tx, violatedConstraint } from '../../../platform/database/unit-of-work';

/** OpenID Connect Core 5.7: these two together name an account, and nothing else does. */
export interface Account {
  readonly issuer: string;
  readonly subject: string;
}

export interface LinkedIdentity {
  readonly id: string;
  readonly personId: string;
  readonly issuer: string;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

const LINKED = `
  SELECT id, person_id AS "personId", issuer, linked_at AS "linkedAt", last_used_at AS "lastUsedAt" FROM linked_identity`;

@Injectable()
export class LinkedIdentities {
  async personOf(from: Reader, { issuer, subject }: Account): Promise<string | undefined> {
    const row = await from.first<{ personId: string }>(
      'SELECT person_id AS "personId" FROM linked_identity WHERE issuer = $1 AND subject = $2',
      [issuer, subject],
    );
    return row?.personId;
  }

  /** False when it is linked to nobody any more. */
  async noteUse(tx: Tx, { issuer, subject }: Account): Promise<boolean> {
    const rows = await tx.query(
      'UPDATE linked_identity SET last_used_at = $3 WHERE issuer = $1 AND subject = $2 RETURNING id',
      [issuer, subject, tx.now],
    );
    return rows.length === 1;
  }

  /** Throws `identity.already_linked` when the account is somebody's, or the person has another one of this issuer. */
  async link(tx: Tx, personId: string, { issuer, subject }: Account): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO linked_identity (id, person_id, issuer, subject, linked_at, last_used_at)
         VALUES ($1, $2, $3, $4, $5, $5)`,
        [newId(), personId, issuer, subject, tx.now],
      );
    } catch (error) {
      if (violatedConstraint(error)?.startsWith('linked_identity_')) throw alreadyLinked();
      throw error;
    }
  }

  of(from: Reader, personId: string): Promise<LinkedIdentity[]> {
    return from.query<LinkedIdentity>(`${LINKED} WHERE person_id = $1 ORDER BY linked_at, id`, [personId]);
  }

  byId(from: Reader, id: string): Promise<LinkedIdentity | undefined> {
    return from.first<LinkedIdentity>(`${LINKED} WHERE id = $1`, [id]);
  }

  async unlinkAllOf(tx: Tx, personId: string): Promise<void> {
    await tx.query('DELETE FROM linked_identity WHERE person_id = $1', [personId]);
  }

  /** False when that person has no such link. */
  async unlink(tx: Tx, personId: string, id: string): Promise<boolean> {
    const rows = await tx.query('DELETE FROM linked_identity WHERE id = $1 AND person_id = $2 RETURNING id', [
      id,
      personId,
    ]);
    return rows.length === 1;
  }
}

const alreadyLinked = () =>
  conflict(
    'identity.already_linked',
    'That account is linked already, or another one of the same provider is. Whoever has that link removes it first, under Security settings.',
  );
