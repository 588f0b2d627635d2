import {
  type Icon,
  IconAlertTriangle,
  IconBell,
  IconFileSpreadsheet,
  IconListDetails,
  IconPlayerStop,
  IconShieldLock,
  IconUrgent,
  IconUsersPlus,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';

interface PlaceToFind {
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: string;
  readonly icon: Icon;
  readonly needs?: string;
  readonly description?: string;
  /** What else somebody would call it. */
  readonly keywords?: string[];
}

/** Pages that stand in no list of places, for whoever looks for them by name. */
const PLACES_TO_FIND: readonly PlaceToFind[] = [
  { to: '/requests', label: 'My requests', icon: IconListDetails },
  {
    to: '/break-glass',
    label: 'Emergency access',
    icon: IconUrgent,
    needs: 'grants.read-all',
    description: 'Without an approval, reviewed afterwards',
    keywords: ['break glass', 'urgent', 'review'],
  },
  { to: '/unconfirmed', label: 'Unconfirmed ends', icon: IconAlertTriangle, needs: 'grants.read-all' },
  {
    to: '/end-everything',
    label: 'End everything…',
    icon: IconPlayerStop,
    needs: 'grants.end-any',
    description: 'Of a person, a profile, a system, or all',
    keywords: ['kill switch', 'stop', 'halt', 'revoke', 'emergency'],
  },
  {
    to: '/people/import',
    label: 'Import a list of people',
    icon: IconFileSpreadsheet,
    needs: 'people.manage',
    keywords: ['csv', 'upload'],
  },
  {
    to: '/people/provisioning',
    label: 'Provisioning',
    icon: IconUsersPlus,
    needs: 'people.manage',
    keywords: ['scim', 'okta', 'entra', 'directory'],
  },
  {
    to: '/security',
    label: 'Security settings',
    icon: IconShieldLock,
    keywords: ['password', 'passkey', 'authenticator', 'token', 'session', 'slack', 'absence', 'holiday'],
  },
  { to: '/notifications', label: 'Notifications', icon: IconBell, keywords: ['mail', 'slack'] },
];

export const placesToFind = (abilities: readonly string[]): readonly PlaceToFind[] =>
  PLACES_TO_FIND.filter(({ needs }) => needs === undefined || abilities.includes(needs));
