import type { PreflightFinding } from '../../connector';

export const fine = (id: string, summary: string): PreflightFinding => ({ id, ok: true, summary });

export const amiss = (id: string, summary: string, advice: string): PreflightFinding => ({
  id,
  ok: false,
  summary,
  advice,
});
