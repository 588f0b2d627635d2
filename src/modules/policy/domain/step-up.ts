import type { ProfileRules } from './facts';

/** No profile may accept a second factor older than this, whatever its row says (I1): seconds. */
export const LONGEST_STEP_UP_AGE = 300;

export const stepUpLimit = ({ stepUpMaxAge }: Pick<ProfileRules, 'stepUpMaxAge'>): number =>
  Math.min(stepUpMaxAge, LONGEST_STEP_UP_AGE);
