import type { ReactNode } from 'react';
import classes from './rows.module.css';

/** A handful of things one below the other, in a section with the frame `list`. */
export const Rows = ({ children }: { readonly children: ReactNode }) => (
  <ul className={classes.rows}>{children}</ul>
);

interface RowProps {
  /** What it is called. */
  readonly name: ReactNode;
  /** What can be done with it. */
  readonly action?: ReactNode;
  /** For a link that leads to this row of the page. */
  readonly id?: string;
  readonly children?: ReactNode;
}

export const Row = ({ name, action, id, children }: RowProps) => (
  <li id={id} tabIndex={id === undefined ? undefined : -1} className={classes.row}>
    <div className={classes.words}>
      <div className={classes.name}>{name}</div>
      {children}
    </div>
    {action}
  </li>
);

/** What else there is to know of it, quieter. */
export const RowDetail = ({ children }: { readonly children: ReactNode }) => (
  <div className={classes.detail}>{children}</div>
);

/** A word about it, beside its name. */
export const RowMark = ({ children }: { readonly children: ReactNode }) => (
  <span className={classes.mark}>{children}</span>
);
