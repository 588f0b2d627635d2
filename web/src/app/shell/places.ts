import {
  IconChecklist,
  IconFileDiff,
  IconHome,
  IconKey,
  IconServer2,
  IconTimelineEvent,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';

export interface Place {
  readonly to: '/' | '/approvals' | '/profiles' | '/systems' | '/people' | '/changes' | '/audit';
  readonly label: string;
  readonly icon: Icon;
  /** The ability without which the place is not shown; the broker refuses on its own. */
  readonly needs?: string;
  /** Pressed after `g`. */
  readonly key: string;
}

/** How much waits where. */
export type PlaceCounts = Partial<Record<Place['to'], number>>;

const PLACES: readonly Place[] = [
  { to: '/', label: 'Home', icon: IconHome, key: 'h' },
  { to: '/approvals', label: 'Approvals', icon: IconChecklist, needs: 'approvals.decide', key: 'a' },
  { to: '/profiles', label: 'Profiles', icon: IconKey, key: 'p' },
  { to: '/systems', label: 'Systems', icon: IconServer2, needs: 'systems.read', key: 's' },
  { to: '/people', label: 'People', icon: IconUsers, needs: 'people.read', key: 'e' },
  { to: '/changes', label: 'Changes', icon: IconFileDiff, needs: 'policy.read', key: 'c' },
  { to: '/audit', label: 'Audit', icon: IconTimelineEvent, needs: 'audit.read', key: 't' },
];

export const placesFor = (abilities: readonly string[]): Place[] =>
  PLACES.filter(({ needs }) => needs === undefined || abilities.includes(needs));
