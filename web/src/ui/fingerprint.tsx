import { Tooltip } from '@mantine/core';
import classes from './fingerprint.module.css';
import { fingerprint } from './words';

/** Sixty-four hexadecimal digits; the first sixteen are enough to compare by eye, all of them are there to be checked. */
export function Fingerprint({
  digest,
  whole = false,
}: {
  readonly digest: string;
  readonly whole?: boolean;
}) {
  if (whole) return <code className={classes.whole}>{fingerprint(digest)}</code>;
  return (
    <Tooltip label={<span className={classes.whole}>{fingerprint(digest)}</span>} multiline w={320}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the tooltip is what is reached */}
      <code className={classes.short} tabIndex={0}>
        <span className="no-print">{fingerprint(digest, 4)} …</span>
        <span className="only-print">{fingerprint(digest)}</span>
      </code>
    </Tooltip>
  );
}
