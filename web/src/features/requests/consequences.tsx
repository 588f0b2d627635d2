import type { ReactNode } from 'react';
import type { Icon } from '@tabler/icons-react';
import classes from './ask-form.module.css';

export const Consequences = ({ children }: { readonly children: ReactNode }) => (
  <ul className={classes.consequences}>{children}</ul>
);

interface ConsequenceProps {
  readonly icon: Icon;
  readonly children: ReactNode;
}

/** One thing that pressing the button will set going, said before it is pressed. */
export const Consequence = ({ icon: Sign, children }: ConsequenceProps) => (
  <li>
    <Sign size={18} aria-hidden />
    <span>{children}</span>
  </li>
);
