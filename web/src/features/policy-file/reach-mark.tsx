import { IconUsersGroup } from '@tabler/icons-react';
import type { PolicyChangeSummary } from '../../api/types';
import classes from './policy-file.module.css';

/** Marks what decides who is of the circle; what only takes away and what is ordinary need no mark. */
export const ReachMark = ({ reach }: { readonly reach: PolicyChangeSummary['reach'] }) =>
  reach === 'circle' ? (
    <span className={classes.mark}>
      <IconUsersGroup size={14} aria-hidden /> Personal-data circle
    </span>
  ) : null;
