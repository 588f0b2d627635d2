import type { AccessRequest, Grant } from '../../api/types';
import { type DurationLimits, durationShort, durationWords } from '../../ui/words';

const MINUTE = 60;

/** How much can be added to a grant in use; the usual time of the profile where that much is left. */
export function extensionLimits(
  { expiresAt, latestEnd }: Pick<Grant, 'expiresAt' | 'latestEnd'>,
  { defaultSeconds }: DurationLimits,
): DurationLimits {
  const room =
    Math.max(0, Math.floor((Date.parse(latestEnd ?? '') - Date.parse(expiresAt ?? '')) / 1_000)) || 0;
  return {
    defaultSeconds: Math.min(defaultSeconds, room),
    minimumSeconds: Math.min(MINUTE, room),
    maximumSeconds: room,
  };
}

type Lasting = Pick<AccessRequest, 'durationSeconds' | 'extension'>;

/** `30 minutes`, or `30 minutes more` on top of what runs already. */
export const lengthWords = ({ durationSeconds, extension }: Lasting): string =>
  `${durationWords(durationSeconds)}${extension ? ' more' : ''}`;

/** `30 min`, or `+ 30 min`. */
export const lengthShort = ({ durationSeconds, extension }: Lasting): string =>
  `${extension ? '+ ' : ''}${durationShort(durationSeconds)}`;

/** What the request is for, in a list: an extension must not read like the first request. */
export const subjectWords = ({
  profile,
  extension,
}: Pick<AccessRequest, 'extension'> & { readonly profile: { readonly name: string } }): string =>
  extension ? `More time: ${profile.name}` : profile.name;
