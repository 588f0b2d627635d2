import { type ReactNode, useEffect, useRef } from 'react';
import classes from './page.module.css';

interface PageProps {
  readonly title: string;
  /** One line below the title. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Beside the title: a state badge. */
  readonly badge?: ReactNode;
  /** Tables may use the whole width; everything else is one column to read. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
}

let pagesShown = 0;

/** Title, actions and content of one page. A page that is arrived at takes the focus, so that it is read from its title. */
export function Page({ title, lead, actions, badge, wide = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · Sallyport`;
  }, [title]);

  useEffect(() => {
    pagesShown += 1;
    if (pagesShown > 1) heading.current?.focus({ preventScroll: true });
  }, []);

  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <header className={classes.header}>
        <div className={classes.titles}>
          <div className={classes.titleRow}>
            <h1 ref={heading} tabIndex={-1} className={classes.title}>
              {title}
            </h1>
            {badge}
          </div>
          {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
