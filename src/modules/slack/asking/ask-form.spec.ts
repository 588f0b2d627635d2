import type { ProfileView } from '../../requests';
import { askForm } from './ask-form';

const profile = (approvals: Partial<ProfileView['approvals']>): ProfileView => ({
  id: 'd6c2a4a2-2f5f-4f0e-9c4e-0d3f6f4f7a01',
  key: 'usage-metrics-read',
  name: 'Usage figures, reading',
  description: 'How much is used.',
  personalData: false,
  dataCategory: 'figures without names',
  purpose: 'Planning the capacity.',
  processingActivity: { key: 'operations', title: 'Operating the service' },
  allows: [],
  allowsNot: [],
  duration: { minimumSeconds: 300, defaultSeconds: 1_800, maximumSeconds: 3_600 },
  claimWindowSeconds: 3_600,
  breakGlassSeconds: null,
  startAheadSeconds: 0,
  minimumJustification: 10,
  ticket: null,
  eligibleJobRoles: [],
  prerequisites: [],
  approvals: {
    needed: 0,
    asked: [],
    order: 'together',
    candidates: [],
    witnesses: [],
    byPolicy: null,
    ...approvals,
  },
  useHours: null,
  pauseAfterDenialSeconds: 0,
  pausedUntil: null,
  entitlements: [],
  eligibility: { eligible: true, reasons: [] },
});
const consequences = (approvals: Partial<ProfileView['approvals']>): string =>
  JSON.stringify(askForm(profile(approvals)).blocks.at(-1));

it('says before the button who will be asked', () => {
  const stage = (who: string) => ({ count: 1, who, heldTogetherWith: null, escalation: null });
  expect(consequences({ needed: 2, asked: [stage('the tech lead'), stage('the CTO')] })).toContain(
    'Asked will be: the tech lead; and the CTO.',
  );
});

it('says that nobody is asked, and why, where the policy itself says yes', () => {
  const words = consequences({ byPolicy: 'These figures say nothing about anybody.' });
  expect(words).toContain(
    'Nobody is asked: the policy approves it (These figures say nothing about anybody.).',
  );
  expect(words).not.toContain('Asked will be');
});
