import { type ReactNode, useId } from 'react';
import classes from './section.module.css';

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  /** `card` draws a frame with padding; `list` a frame whose rows draw their own padding; `plain` nothing. */
  readonly frame?: 'card' | 'list' | 'plain';
  readonly children: ReactNode;
}

export function Section({ title, aside, frame = 'card', children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.section}>
      <div className={classes.header}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {aside}
      </div>
      <div className={classes.body} data-frame={frame}>
        {children}
      </div>
    </section>
  );
}
