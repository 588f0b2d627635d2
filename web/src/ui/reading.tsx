import { VisuallyHidden } from '@mantine/core';
import classes from './reading.module.css';

const WIDTHS = [38, 72, 54, 81, 46, 66, 59, 77];

interface ReadingProps {
  readonly lines?: number;
  /** Inside a frame whose rows bring their own padding. */
  readonly padded?: boolean;
}

/** Stands where content will be, in about its shape, while it is read. */
export const Reading = ({ lines = 4, padded = false }: ReadingProps) => (
  <div className={classes.reading} data-padded={padded || undefined} aria-busy>
    <VisuallyHidden role="status">Reading…</VisuallyHidden>
    {Array.from({ length: lines }, (_, line) => (
      <Line key={line} width={WIDTHS[line % WIDTHS.length] ?? 50} />
    ))}
  </div>
);

/** One line of what is coming; `width` in per cent. */
export const Line = ({ width }: { readonly width: number }) => (
  <span className={classes.line} style={{ width: `${width}%` }} aria-hidden />
);
