import type { ReactNode } from 'react';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import classes from './notice.module.css';
import type { Tone } from './theme';

interface NoticeProps {
  readonly tone: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** `alert` interrupts a screen reader; `status` waits its turn. */
  readonly role?: 'alert' | 'status';
}

const ICONS = {
  neutral: IconInfoCircle,
  live: IconInfoCircle,
  warn: IconAlertTriangle,
  good: IconCircleCheck,
  bad: IconAlertTriangle,
} as const satisfies Record<Tone, unknown>;

/** A sentence that should not be missed, with what can be done about it. */
export function Notice({ tone, title, children, actions, role }: NoticeProps) {
  const NoticeIcon = ICONS[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={role}>
      <NoticeIcon size={18} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        <div className={classes.words}>
          {title !== undefined && <div className={classes.title}>{title}</div>}
          {children}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </div>
    </div>
  );
}
