import { Tooltip } from '@mantine/core';
import classes from './relative-time.module.css';
import { useFollowingNow } from './use-now';
import { exactTime, relativeWords, sentenceCase } from './words';

interface RelativeTimeProps {
  /** RFC 3339. */
  readonly at: string;
  readonly capitalised?: boolean;
  /**
   * In a row that is itself a link: a table has one stop of the Tab key, and thousands of rows have no room for a
   * tooltip each. What the row opens says the exact time.
   */
  readonly inRow?: boolean;
}

/** Words on the screen; the exact time with its zone on hover, on focus and on paper. */
export function RelativeTime({ at, capitalised = false, inRow = false }: RelativeTimeProps) {
  const moment = new Date(at);
  const words = useFollowingNow((now) => relativeWords(moment, now));
  const exact = exactTime(moment);
  const content = (
    <>
      <span className="no-print">{capitalised ? sentenceCase(words) : words}</span>
      <span className="only-print">{exact}</span>
    </>
  );
  if (inRow) {
    return (
      <time dateTime={at} title={exact} className={classes.time}>
        {content}
      </time>
    );
  }
  return (
    <Tooltip label={exact}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the tooltip is what is reached (WCAG 2.1.1) */}
      <time dateTime={at} tabIndex={0} className={classes.time}>
        {content}
      </time>
    </Tooltip>
  );
}
