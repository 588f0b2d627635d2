import type { Reader } from '../../../platform/database/unit-of-work';
import type { PrivilegeHold } from '../domain/privilege-hold';

/** Which kinds of second factor somebody can give now, and whether their privileged use waits. */
export interface FactorStanding {
  readonly passkey: boolean;
  readonly totp: boolean;
  readonly recoveryCode: boolean;
  readonly hold: PrivilegeHold | undefined;
}

interface StandingRow extends Omit<FactorStanding, 'hold'> {
  readonly cause: PrivilegeHold['cause'] | null;
  readonly until: Date | null;
}

/** One question for what every page asks of its session. */
export async function factorStanding(from: Reader, personId: string, now: Date): Promise<FactorStanding> {
  const [{ cause, until, ...kinds }] = await from.query<StandingRow>(
    `SELECT EXISTS (SELECT FROM passkey WHERE person_id = $1) AS passkey,
            EXISTS (SELECT FROM totp_factor WHERE person_id = $1) AS totp,
            EXISTS (SELECT FROM recovery_code WHERE person_id = $1 AND used_at IS NULL) AS "recoveryCode",
            hold.cause, hold.until
     FROM (SELECT) AS once LEFT JOIN privilege_hold hold ON hold.person_id = $1 AND hold.until > $2`,
    [personId, now],
  );
  return { ...kinds, hold: cause && until ? { cause, until } : undefined };
}
