import { useEffect, useRef } from 'react';
import { Link } from '@tanstack/react-router';
import type { AccessRequest } from '../../api/types';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';
import type { Outcome } from './outcome';
import classes from './settled-notice.module.css';

interface SettledNoticeProps {
  readonly request: AccessRequest;
  readonly outcome: Outcome;
  /** It was settled while the reader looked: what was pressed is gone, so the focus comes here. */
  readonly justNow: boolean;
  readonly linkToStory?: boolean;
}

/** What a request came to, once there is nothing left for the reader to decide. */
export function SettledNotice({ request, outcome, justNow, linkToStory = false }: SettledNoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (justNow) box.current?.focus();
  }, [justNow]);
  return (
    <div ref={box} tabIndex={-1} className={classes.box}>
      <Notice
        tone={justNow ? 'good' : 'neutral'}
        role="status"
        title={outcome.sentence}
        actions={
          linkToStory && (
            <Link to="/requests/$id" params={{ id: request.id }}>
              See its story
            </Link>
          )
        }
      >
        {outcome.at !== undefined && <RelativeTime at={outcome.at} capitalised />}
        {outcome.reason !== undefined && <>: “{outcome.reason}”</>}
      </Notice>
    </div>
  );
}
