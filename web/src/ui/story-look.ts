import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleX,
  IconClockPlus,
  IconClockX,
  IconKey,
  IconMessageQuestion,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconPointFilled,
  IconShieldCheck,
  type Icon,
} from '@tabler/icons-react';
import type { Tone } from './theme';

interface StepLook {
  readonly icon: Icon;
  readonly tone: Tone;
}

const LOOKS: Readonly<Record<string, StepLook>> = {
  asked: { icon: IconMessageQuestion, tone: 'neutral' },
  edited: { icon: IconPencil, tone: 'neutral' },
  approved: { icon: IconCheck, tone: 'good' },
  denied: { icon: IconBan, tone: 'neutral' },
  cancelled: { icon: IconCircleX, tone: 'neutral' },
  lapsed: { icon: IconClockX, tone: 'neutral' },
  granted: { icon: IconCheck, tone: 'live' },
  extended: { icon: IconClockPlus, tone: 'live' },
  started: { icon: IconPlayerPlay, tone: 'live' },
  claimed: { icon: IconKey, tone: 'live' },
  failed: { icon: IconAlertTriangle, tone: 'bad' },
  ending: { icon: IconPlayerStop, tone: 'warn' },
  unconfirmed: { icon: IconAlertTriangle, tone: 'warn' },
  proved: { icon: IconShieldCheck, tone: 'good' },
  ended: { icon: IconShieldCheck, tone: 'good' },
};

const PLAIN: StepLook = { icon: IconPointFilled, tone: 'neutral' };

/** How a step of a story looks; one that this build does not know is plain. */
export const stepLook = (kind: string): StepLook => LOOKS[kind] ?? PLAIN;
