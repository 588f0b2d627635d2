import type { PreflightFinding } from '../../connector';
import { awsNameOf, isAway } from '../aws-failure';

export const fine = (id: string, summary: string): PreflightFinding => ({ id, ok: true, summary });

export const amiss = (id: string, summary: string, advice: string): PreflightFinding => ({
  id,
  ok: false,
  summary,
  advice,
});

/** AWS's name for a refusal of what was tried. Whatever else went wrong says nothing of rights or policies, and is thrown on. */
export function refusalOf(error: unknown): string {
  const name = awsNameOf(error);
  if (name === undefined || isAway(error)) throw error;
  return name;
}
