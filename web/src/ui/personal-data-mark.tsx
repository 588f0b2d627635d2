import { IconUserShield } from '@tabler/icons-react';
import classes from './personal-data-mark.module.css';

/** Stands wherever a profile, or what was asked of it, touches personal data. */
export const PersonalDataMark = () => (
  <span className={classes.mark}>
    <IconUserShield size={14} aria-hidden /> Personal data
  </span>
);
