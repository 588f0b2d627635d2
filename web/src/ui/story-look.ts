import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleX,
  IconClockX,
  IconKey,
  IconMessageQuestion,
  IconPencil,
  IconPlayerStop,
  IconPointFilled,
  IconSend,
  IconShieldCheck,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from './theme';

interface StepLook {
  readonly icon: Icon;
  readonly tone: Tone;
}

/** Matched against the end of a step's kind, so `requests.approved` and `approved` look alike. First match wins. */
const LOOKS: readonly (readonly [ending: RegExp, look: StepLook])[] = [
  [/(unconfirmed|failed)$/, { icon: IconAlertTriangle, tone: 'warn' }],
  [/(submitted|asked)$/, { icon: IconMessageQuestion, tone: 'neutral' }],
  [/(notified|link_sent|routed)$/, { icon: IconSend, tone: 'neutral' }],
  [/(edited|voided)$/, { icon: IconPencil, tone: 'neutral' }],
  [/(approved|approval_given)$/, { icon: IconCheck, tone: 'good' }],
  [/denied$/, { icon: IconBan, tone: 'neutral' }],
  [/cancelled$/, { icon: IconCircleX, tone: 'neutral' }],
  [/(lapsed|unclaimed)$/, { icon: IconClockX, tone: 'neutral' }],
  [/(claimed|issued|credential_issued)$/, { icon: IconKey, tone: 'live' }],
  [/(proved|confirmed|ended_proved)$/, { icon: IconShieldCheck, tone: 'good' }],
  [/(ended|ending|expired|revoked|returned|end_requested)$/, { icon: IconPlayerStop, tone: 'warn' }],
];

const PLAIN: StepLook = { icon: IconPointFilled, tone: 'neutral' };

export const stepLook = (kind: string): StepLook => LOOKS.find(([ending]) => ending.test(kind))?.[1] ?? PLAIN;
