import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel';
import type { Reader, Tx } from '../../../platform/database/unit-of-work';
import type { TokenScope } from '../../../platform/http/token-scope';
import { type DeviceFacts, POLL_SECONDS, SLOWER_BY_SECONDS, SLOWEST_SECONDS } from '../domain/device-rules';

export interface NewDevice {
  readonly deviceCodeHash: Buffer;
  readonly userCodeHash: Buffer;
  readonly clientName: string;
  readonly scopes: readonly TokenScope[];
  readonly address: string;
  readonly expiresAt: Date;
}

/** A command line that nobody has decided on yet. */
export interface WaitingDevice extends Pick<NewDevice, 'clientName' | 'scopes' | 'address' | 'expiresAt'> {
  readonly id: string;
  readonly createdAt: Date;
}

export interface PolledDevice extends DeviceFacts {
  readonly id: string;
  readonly personId: string | null;
  readonly tooSoon: boolean;
  readonly intervalSeconds: number;
}

@Injectable()
export class DeviceRepository {
  async insert(tx: Tx, device: NewDevice): Promise<string> {
    const id = newId();
    await tx.query(
      `INSERT INTO device_authorization (id, device_code_hash, user_code_hash, client_name, scopes, address, created_at,
         expires_at, interval_seconds)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        device.deviceCodeHash,
        device.userCodeHash,
        device.clientName,
        device.scopes,
        device.address,
        tx.now,
        device.expiresAt,
        POLL_SECONDS,
      ],
    );
    return id;
  }

  waiting(from: Reader, userCodeHash: Buffer, now: Date): Promise<WaitingDevice | undefined> {
    return from.first<WaitingDevice>(
      `SELECT id, client_name AS "clientName", scopes, address, created_at AS "createdAt", expires_at AS "expiresAt"
       FROM device_authorization WHERE user_code_hash = $1 AND decision IS NULL AND expires_at > $2`,
      [userCodeHash, now],
    );
  }

  /** Notes that it asked, and makes it slower when it asks too soon. */
  async poll(tx: Tx, deviceCodeHash: Buffer): Promise<PolledDevice | undefined> {
    const rows = await tx.query<PolledDevice>(
      `UPDATE device_authorization d
       SET polled_at = $2,
           interval_seconds = least($4, d.interval_seconds + CASE WHEN asked.too_soon THEN $3::int ELSE 0 END)
       FROM (SELECT id, coalesce(polled_at + make_interval(secs => interval_seconds) > $2::timestamptz, false) AS too_soon
             FROM device_authorization WHERE device_code_hash = $1 FOR UPDATE) asked
       WHERE d.id = asked.id
       RETURNING d.id, d.decision, d.expires_at AS "expiresAt", d.redeemed_at AS "redeemedAt",
         d.person_id AS "personId", d.interval_seconds AS "intervalSeconds", asked.too_soon AS "tooSoon"`,
      [deviceCodeHash, tx.now, SLOWER_BY_SECONDS, SLOWEST_SECONDS],
    );
    return rows.at(0);
  }

  /** False when somebody has decided already, or it waits no more. */
  async decide(tx: Tx, id: string, personId: string, decision: 'allow' | 'deny'): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE device_authorization SET decision = $3, person_id = $2, decided_at = $4
       WHERE id = $1 AND decision IS NULL AND expires_at > $4 RETURNING id`,
      [id, personId, decision, tx.now],
    );
    return rows.length === 1;
  }

  /** I10: every condition and the use itself in one statement, so that one of fifty parallel calls gets the token. */
  async redeem(tx: Tx, id: string): Promise<Pick<NewDevice, 'clientName' | 'scopes'> | undefined> {
    const rows = await tx.query<Pick<NewDevice, 'clientName' | 'scopes'>>(
      `UPDATE device_authorization SET redeemed_at = $2
       WHERE id = $1 AND decision = 'allow' AND redeemed_at IS NULL AND expires_at > $2
       RETURNING client_name AS "clientName", scopes`,
      [id, tx.now],
    );
    return rows.at(0);
  }

  /** Those that a person has allowed and that have not fetched their token yet. */
  async voidAllowedBy(tx: Tx, personId: string): Promise<void> {
    await tx.query(
      `UPDATE device_authorization SET expires_at = $2
       WHERE person_id = $1 AND decision = 'allow' AND redeemed_at IS NULL AND expires_at > $2`,
      [personId, tx.now],
    );
  }

  async forget(tx: Tx, expiredBefore: Date, atMost: number): Promise<number> {
    const rows = await tx.query(
      `DELETE FROM device_authorization WHERE id IN (
         SELECT id FROM device_authorization WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [expiredBefore, atMost],
    );
    return rows.length;
  }
}
