import type { ComponentPropsWithRef } from 'react';
import { IconDots } from '@tabler/icons-react';
import classes from './place-links.module.css';

interface MoreButtonProps extends ComponentPropsWithRef<'button'> {
  /** The page that is open is one of those behind it. */
  readonly isHere: boolean;
}

export const MoreButton = ({ isHere, ...props }: MoreButtonProps) => (
  <button type="button" {...props} className={classes.place} data-here={isHere || undefined}>
    <IconDots size={18} stroke={1.75} aria-hidden />
    <span className={classes.label}>More</span>
  </button>
);
