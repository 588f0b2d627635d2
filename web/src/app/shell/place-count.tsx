import { VisuallyHidden } from '@mantine/core';
import classes from './place-links.module.css';
import type { Place } from './places';

const MOST_SHOWN = 99;

interface PlaceCountProps {
  readonly to: Place['to'];
  readonly waiting: number;
}

/** How much waits at a place. */
export function PlaceCount({ to, waiting }: PlaceCountProps) {
  if (waiting === 0) return null;
  return (
    <span className={classes.count}>
      {waiting > MOST_SHOWN ? `${MOST_SHOWN}+` : waiting}
      <VisuallyHidden> {to === '/systems' ? 'not proved gone' : 'waiting for you'}</VisuallyHidden>
    </span>
  );
}
