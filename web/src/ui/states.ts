import {
  IconAlertTriangle,
  IconBan,
  IconCalendar,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconClockX,
  IconKey,
  IconPlayerStop,
  IconPointFilled,
  IconShieldCheck,
  IconTrendingUp,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from './theme';

/** What a state looks like. Never the colour alone: icon and word always go with it. */
export interface StateLook {
  readonly word: string;
  readonly icon: Icon;
  readonly tone: Tone;
}

const look = (word: string, icon: Icon, tone: Tone): StateLook => ({ word, icon, tone });

export const STATE_LOOKS = {
  request: {
    pending: look('Waiting', IconClock, 'neutral'),
    approved: look('Approved', IconCircleCheck, 'good'),
    denied: look('Denied', IconBan, 'neutral'),
    cancelled: look('Cancelled', IconCircleX, 'neutral'),
    lapsed: look('Lapsed', IconClockX, 'neutral'),
  },
  grant: {
    scheduled: look('Scheduled', IconCalendar, 'neutral'),
    claimable: look('Ready to use', IconKey, 'live'),
    active: look('Live', IconPointFilled, 'live'),
    ending: look('Ending', IconPlayerStop, 'warn'),
    unconfirmed: look('End unconfirmed', IconAlertTriangle, 'warn'),
    ended: look('Proved ended', IconShieldCheck, 'good'),
    unused: look('Closed unused', IconClockX, 'neutral'),
  },
  stage: {
    answered: look('Answered', IconCircleCheck, 'good'),
    open: look('Waiting', IconClock, 'neutral'),
    later: look('Not asked yet', IconCalendar, 'neutral'),
    unanswered: look('Not answered', IconCircleX, 'neutral'),
  },
  lease: {
    issuing: look('Being made', IconTrendingUp, 'neutral'),
    live: look('Live', IconPointFilled, 'live'),
    ending: look('Ending', IconPlayerStop, 'warn'),
    unconfirmed: look('End unconfirmed', IconAlertTriangle, 'warn'),
    ended: look('Proved gone', IconShieldCheck, 'good'),
  },
  person: {
    active: look('Active', IconCircleCheck, 'good'),
    suspended: look('Suspended', IconPlayerStop, 'warn'),
    left: look('Left', IconCircleX, 'neutral'),
  },
  listed: {
    joins: look('Joins', IconCircleCheck, 'good'),
    'comes-back': look('Comes back', IconCircleCheck, 'good'),
    changes: look('Changes', IconPointFilled, 'live'),
    leaves: look('Leaves', IconCircleX, 'warn'),
    stays: look('Stays', IconCircleCheck, 'neutral'),
  },
  prerequisite: {
    met: look('Met', IconCircleCheck, 'good'),
    'lapses-soon': look('Lapses soon', IconClock, 'warn'),
    lapsed: look('Lapsed', IconClockX, 'bad'),
    missing: look('Missing', IconAlertTriangle, 'bad'),
    'in-future': look('Dated ahead', IconCalendar, 'warn'),
  },
  breakGlass: {
    'in-use': look('In use', IconPointFilled, 'live'),
    'to-review': look('To be reviewed', IconClock, 'warn'),
    overdue: look('Review overdue', IconAlertTriangle, 'bad'),
    justified: look('Justified', IconCircleCheck, 'good'),
    'not-justified': look('Not justified', IconCircleX, 'bad'),
  },
  policyChange: {
    proposed: look('Waiting', IconClock, 'neutral'),
    approved: look('Approved', IconCalendar, 'live'),
    'in-force': look('In force', IconCircleCheck, 'good'),
    denied: look('Denied', IconBan, 'neutral'),
    withdrawn: look('Withdrawn', IconCircleX, 'neutral'),
    lapsed: look('Lapsed', IconClockX, 'neutral'),
    stopped: look('Stopped', IconPlayerStop, 'neutral'),
    void: look('Void', IconCircleX, 'neutral'),
  },
  guard: {
    alive: look('Guarded', IconShieldCheck, 'good'),
    silent: look('Guard silent', IconAlertTriangle, 'bad'),
    none: look('No guard', IconAlertTriangle, 'warn'),
  },
  audit: {
    verified: look('Verified', IconShieldCheck, 'good'),
    pending: look('Checking', IconClock, 'neutral'),
    broken: look('Broken', IconAlertTriangle, 'bad'),
  },
  check: {
    ok: look('Fine', IconCircleCheck, 'good'),
    failed: look('Needs attention', IconAlertTriangle, 'bad'),
  },
  severity: {
    info: look('Info', IconPointFilled, 'neutral'),
    notice: look('Notice', IconPointFilled, 'live'),
    alert: look('Alert', IconAlertTriangle, 'bad'),
  },
} as const satisfies Record<string, Record<string, StateLook>>;

export type StateKind = keyof typeof STATE_LOOKS;

/** A state that this build does not know (a newer broker) still shows, in its own word. */
export function lookOf(kind: StateKind, state: string): StateLook {
  const looks: Readonly<Record<string, StateLook>> = STATE_LOOKS[kind];
  return looks[state] ?? look(state, IconPointFilled, 'neutral');
}
