import type { ListPreview } from '../../../api/types';
import { counted } from '../../../ui/words';

/** "2 people join", "1 person leaves"; nothing for those who stay as they are. */
export function countWords(counts: ListPreview['counts']): string[] {
  const verbs = [
    ['joins', 'joins', 'join'],
    ['comes-back', 'comes back', 'come back'],
    ['changes', 'changes', 'change'],
    ['leaves', 'leaves', 'leave'],
  ] as const;
  return verbs
    .filter(([effect]) => counts[effect] > 0)
    .map(([effect, one, many]) => counted(counts[effect], `person ${one}`, `people ${many}`));
}
