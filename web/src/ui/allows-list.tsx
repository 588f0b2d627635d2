import { IconCheck, IconX } from '@tabler/icons-react';
import classes from './allows-list.module.css';

interface AllowsListProps {
  readonly allows?: readonly string[];
  readonly allowsNot?: readonly string[];
}

/** What a profile lets one do, and what it does not: said by the mark, not by its colour alone. */
export const AllowsList = ({ allows = [], allowsNot = [] }: AllowsListProps) => (
  <ul className={classes.list}>
    {allows.map((line) => (
      <li key={line}>
        <IconCheck size={16} className={classes.allows} aria-label="Allowed:" role="img" /> {line}
      </li>
    ))}
    {allowsNot.map((line) => (
      <li key={line}>
        <IconX size={16} className={classes.allowsNot} aria-label="Not allowed:" role="img" /> {line}
      </li>
    ))}
  </ul>
);
