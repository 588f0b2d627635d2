import type { PreflightFinding } from '../../connector';
import { LONGEST_CHAINED, type EntitlementSettings, type SystemSettings } from '../settings';
import { amiss, fine } from './finding';

export interface CallerFacts {
  /** Undefined where AWS did not say. */
  readonly arn: string | undefined;
  /** Milliseconds by which AWS's clock is ahead of the broker's. */
  readonly clockAhead: number;
}

/** What concerns the account as a whole. */
export function accountFindings(
  { arn, clockAhead }: CallerFacts,
  { clockTolerance }: SystemSettings,
  entitlements: readonly EntitlementSettings[],
): PreflightFinding[] {
  return [
    fine('caller', `AWS knows the broker as ${arn ?? 'somebody without a name'}.`),
    clockFinding(clockAhead, clockTolerance),
    ...chainingFindings(arn, entitlements),
  ];
}

function clockFinding(clockAhead: number, tolerance: number): PreflightFinding {
  const seconds = (Math.abs(clockAhead) / 1_000).toFixed(1);
  const summary = `AWS’s clock is ${seconds} seconds ${clockAhead < 0 ? 'behind' : 'ahead of'} Sallyport’s.`;
  return Math.abs(clockAhead) <= tolerance * 1_000
    ? fine('clock', summary)
    : amiss(
        'clock',
        summary,
        'Synchronise the broker’s clock (NTP): AWS ends access by its own, and refuses signatures that are five minutes off.',
      );
}

function chainingFindings(
  arn: string | undefined,
  entitlements: readonly EntitlementSettings[],
): PreflightFinding[] {
  const tooLong = entitlements.filter(({ chained, maxSession }) => !chained && maxSession > LONGEST_CHAINED);
  if (!arn?.includes(':assumed-role/') || tooLong.length === 0) return [];
  return [
    amiss(
      'chaining',
      'The broker’s own credential is a role’s session, from which AWS gives sessions of an hour at most.',
      'Set chained: true at the entitlements of this account, or give the broker a credential that is no role’s session.',
    ),
  ];
}
