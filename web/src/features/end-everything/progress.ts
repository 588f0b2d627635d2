import type { BulkRevocationSummary } from '../../api/types';
import { counted } from '../../ui/words';

/** How much of an ending is proved, and how it reads aloud. Grants that never had a log-in count too. */
export function progressOf({ state, grants, logIns }: BulkRevocationSummary): {
  readonly percent: number;
  readonly sentence: string;
} {
  if (grants.total === 0) return { percent: 100, sentence: 'Nothing was open.' };
  if (state === 'proved')
    return {
      percent: 100,
      sentence:
        logIns.total === 0
          ? 'All of it is closed; no log-in had been made.'
          : `All of it is over: every target has said so, for ${counted(logIns.total, 'log-in')}.`,
    };
  const all = grants.total + logIns.total;
  const done = grants.ended + logIns.proved;
  // Never full before all of it is proved.
  const percent = Math.min(99, Math.round((100 * done) / all));
  const sentence =
    logIns.unconfirmed > 0
      ? `${counted(logIns.unconfirmed, 'log-in is', 'log-ins are')} not proved gone yet. Sallyport keeps trying.`
      : `Ending: ${counted(logIns.ending, 'log-in')} to go.`;
  return { percent, sentence };
}
