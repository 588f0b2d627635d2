import { SECOND } from '../../../kernel';
import type { ChannelName, NotificationCategory } from './notification';

export interface NotificationPreference {
  readonly channels: readonly ChannelName[];
  readonly ownRequests: boolean;
  readonly ownAccess: boolean;
  readonly minutesBeforeEnd: number;
}

/** Where somebody works is where they read: a bound Slack account is used without asking, and e-mail when there is none. */
export const DEFAULT_PREFERENCE: NotificationPreference = {
  channels: ['slack'],
  ownRequests: true,
  ownAccess: true,
  minutesBeforeEnd: 5,
};

/** The channels that carry it. `reachable`: those in which this person can be reached at all. */
export function channelsFor(
  category: NotificationCategory,
  preference: NotificationPreference,
  reachable: readonly ChannelName[],
): readonly ChannelName[] {
  if (category === 'security') return reachable;
  if (category === 'requests' && !preference.ownRequests) return [];
  if (category === 'access' && !preference.ownAccess) return [];
  const wanted = reachable.filter((channel) => preference.channels.includes(channel));
  return wanted.length > 0 ? wanted : reachable.slice(0, 1);
}

/** Somebody who waits for a decision should not wait for a channel longer than that. */
const PATIENCE = 30 * SECOND;

/** At least: a worker may have died before it could write down what came of the second try. */
export const hasFailedTwice = (attempts: number): boolean => attempts >= 2;

/** Whether a copy that was not taken goes to the person's other channels too, although it is tried again. */
export const isLongToWait = (attempts: number, wait: number): boolean =>
  hasFailedTwice(attempts) || wait > PATIENCE;
