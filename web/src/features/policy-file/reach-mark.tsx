import { type Icon, IconShieldLock, IconUsersGroup } from '@tabler/icons-react';
import type { PolicyChangeSummary } from '../../api/types';
import classes from './policy-file.module.css';

const MARKS: Readonly<Partial<Record<PolicyChangeSummary['reach'], { icon: Icon; words: string }>>> = {
  circle: { icon: IconUsersGroup, words: 'Personal-data circle' },
  'personal-data': { icon: IconShieldLock, words: 'Personal data' },
};

/** Marks what decides who is of the circle, or what it keeps; what only takes away and what is ordinary need no mark. */
export function ReachMark({ reach }: { readonly reach: PolicyChangeSummary['reach'] }) {
  const mark = MARKS[reach];
  return (
    mark && (
      <span className={classes.mark}>
        <mark.icon size={14} aria-hidden /> {mark.words}
      </span>
    )
  );
}
