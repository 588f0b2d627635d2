import { type ReactNode, useEffect } from 'react';
import { LogoMark } from '../../ui/logo';
import classes from './sign-in.module.css';

interface BareCardProps {
  readonly title: string;
  /** What the browser’s tab says; the title unless given. */
  readonly tab?: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
  /** Under the card. */
  readonly below?: ReactNode;
}

/** A page with one thing to do, for somebody who is not signed in or not yet. */
export function BareCard({ title, tab = title, lead, children, below }: BareCardProps) {
  useEffect(() => {
    document.title = `${tab} · Sallyport`;
  }, [tab]);

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <LogoMark size={32} />
          <div>
            <h1 className={classes.title}>{title}</h1>
            {lead !== undefined && <div className={classes.organisation}>{lead}</div>}
          </div>
        </div>
        {children}
      </div>
      {below !== undefined && <p className={classes.below}>{below}</p>}
    </main>
  );
}
