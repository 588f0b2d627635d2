import type { Grant } from '../../grants';

const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Read anywhere, so the zone is said. */
export const moment = (at: Date): string => `${MOMENT.format(at)} UTC`;

/** One grant in a line: what it is, and until when. */
export function grantWords({ state, startsAt, claimBy, expiresAt }: Grant, profile: string): string {
  switch (state) {
    case 'scheduled':
      return `${profile}: starts on ${moment(startsAt)}`;
    case 'claimable':
      return `${profile}: approved, to be used first by ${moment(claimBy)}`;
    case 'active':
      return expiresAt === null ? `${profile}: in use` : `${profile}: in use until ${moment(expiresAt)}`;
    default:
      return `${profile}: ending, not proved yet`;
  }
}
