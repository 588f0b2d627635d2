import type { TokenScope } from '../../api/types';

interface ScopeWords {
  readonly label: string;
  readonly about: string;
}

export const SCOPES: Readonly<Record<TokenScope, ScopeWords>> = {
  read: { label: 'Read', about: 'see the profiles, requests, grants and systems that you see' },
  requests: { label: 'Ask', about: 'ask for access, change a request and take it back' },
  approvals: { label: 'Decide', about: 'approve and deny where you are asked, each with a code of yours' },
  grants: {
    label: 'Use grants',
    about: 'take the log-ins of your grants, each with a code of yours, and end grants',
  },
  audit: { label: 'Audit', about: 'read and export the audit trail' },
};
