import { Tooltip } from '@mantine/core';
import classes from './relative-time.module.css';
import { useNow } from './use-now';
import { exactTime, relativeWords, sentenceCase } from './words';

const MOVES_EVERY_MS = 10_000;

interface RelativeTimeProps {
  /** RFC 3339. */
  readonly at: string;
  readonly capitalised?: boolean;
  /** In rows that are themselves links, so that a table has one stop of the Tab key per row. */
  readonly inRow?: boolean;
}

/** Words on the screen; the exact time with its zone on hover, on focus and on paper. */
export function RelativeTime({ at, capitalised = false, inRow = false }: RelativeTimeProps) {
  const now = useNow(MOVES_EVERY_MS);
  const moment = new Date(at);
  const exact = exactTime(moment);
  const words = relativeWords(moment, now);
  return (
    <Tooltip label={exact}>
      {/* A keyboard must reach the exact time too (WCAG 2.1.1), so this text takes the focus. */}
      <time dateTime={at} tabIndex={inRow ? undefined : 0} className={classes.time}>
        <span className="no-print">{capitalised ? sentenceCase(words) : words}</span>
        <span className="only-print">{exact}</span>
      </time>
    </Tooltip>
  );
}
