import type { PolicyChangeSummary } from '../../api/types';

export const proposerOf = ({ proposedBy }: Pick<PolicyChangeSummary, 'proposedBy'>): string =>
  proposedBy === null ? 'from the server itself' : `proposed by ${proposedBy.name}`;

type Reach = PolicyChangeSummary['reach'];

const BY_REACH: Readonly<Partial<Record<Reach, string>>> = {
  circle: 'Change of the personal-data circle',
  'personal-data': 'Change that concerns personal data',
};

export const titleOf = (reach: Reach): string => BY_REACH[reach] ?? 'Change of the rules';

/** What the one "no" is called, and what it does. */
export const STOP_WORDS = {
  deny: {
    button: 'Deny…',
    title: 'Deny this change?',
    confirm: 'Deny',
    consequence: 'It does not come into force. Whoever proposed it is told why.',
  },
  withdraw: {
    button: 'Withdraw…',
    title: 'Withdraw your change?',
    confirm: 'Withdraw',
    consequence: 'It does not come into force. Approvals given so far are void.',
  },
  stop: {
    button: 'Stop…',
    title: 'Stop this change?',
    confirm: 'Stop it',
    consequence: 'It does not come into force, though it was approved. It can be proposed again.',
  },
} as const;

const HEADINGS: Readonly<Record<string, string>> = {
  organisation: 'Organisation',
  'rule-changes': 'Changes of these rules',
  'job-role': 'Job roles',
  group: 'Groups of the provisioning system',
  person: 'People',
  'identity-provider': 'Identity providers',
  'slack-workspace': 'Slack workspaces',
  'processing-activity': 'Processing activities',
  system: 'Systems',
  entitlement: 'Entitlements',
  'access-profile': 'Access profiles',
};

/** A newer broker may know of more areas. */
export const headingOf = (area: string): string => HEADINGS[area] ?? area;
