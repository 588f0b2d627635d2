import { type ReactNode, useEffect, useRef } from 'react';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';
import type { Outcome } from './outcome';
import classes from './settled-notice.module.css';

interface SettledNoticeProps {
  readonly outcome: Outcome;
  /** It was settled while the reader looked: what was pressed is gone, so the focus comes here. */
  readonly justNow: boolean;
  readonly actions?: ReactNode;
}

/** What a request came to, once there is nothing left for the reader to decide. */
export function SettledNotice({ outcome, justNow, actions }: SettledNoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (justNow) box.current?.focus();
  }, [justNow]);
  return (
    <div ref={box} tabIndex={-1} className={classes.box}>
      <Notice tone={justNow ? 'good' : 'neutral'} role="status" title={outcome.sentence} actions={actions}>
        {outcome.at !== undefined && <RelativeTime at={outcome.at} capitalised />}
        {outcome.reason !== undefined && <>: “{outcome.reason}”</>}
      </Notice>
    </div>
  );
}
