import type { Profile } from '../../api/types';

/** `security training (at most 12 months old)`. */
export const prerequisiteWords = ({ title, maxAge }: Profile['prerequisites'][number]): string =>
  maxAge === null ? title : `${title} (at most ${maxAge} old)`;
