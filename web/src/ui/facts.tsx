import type { ReactNode } from 'react';
import classes from './facts.module.css';

interface FactProps {
  readonly name: string;
  readonly children: ReactNode;
}

/** Named facts in two columns; on a phone the name stands above. */
export const Facts = ({ children }: { readonly children: ReactNode }) => (
  <dl className={classes.facts}>{children}</dl>
);

export const Fact = ({ name, children }: FactProps) => (
  <div className={classes.fact}>
    <dt className={classes.name}>{name}</dt>
    <dd className={classes.value}>{children}</dd>
  </div>
);
