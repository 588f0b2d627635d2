import { addSeconds } from '../../../kernel';

/** Why somebody's privileged use waits; the words of the column. */
export type HoldCause = 'first-factor' | 'recovery';

export interface PrivilegeHold {
  readonly cause: HoldCause;
  readonly until: Date;
}

export interface HoldBeginning {
  readonly cause: HoldCause;
  /** The administrator by whom it began; undefined where that was the person, or whoever runs the server. */
  readonly begunBy?: string;
}

/** The end of a hold that begins now; undefined where the installation asks for none. */
export const holdUntil = (now: Date, seconds: number): Date | undefined =>
  seconds > 0 ? addSeconds(now, seconds) : undefined;

const BECAUSE: Readonly<Record<HoldCause, string>> = {
  'first-factor': 'Your second factor is new, and no administrator vouched for it.',
  recovery: 'Your second factors were recovered.',
};

/** `2026-11-28 20:50 UTC`: the same for everybody who reads it, wherever they are. */
const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const holdSentence = ({ cause, until }: PrivilegeHold): string =>
  `${BECAUSE[cause]} Until ${moment(until)} you can approve nothing and take no access to personal data. ` +
  'Somebody else of the circle can lift this before.';
