import { VisuallyHidden } from '@mantine/core';
import classes from './reading.module.css';

const WIDTHS = [38, 72, 54, 81, 46, 66, 59, 77];

/** Stands where text will be, in about its shape, while it is read. */
export const Reading = ({ lines = 4 }: { readonly lines?: number }) => (
  <div className={classes.reading} aria-busy>
    <Announced />
    <Lines count={lines} />
  </div>
);

interface ReadingRowsProps {
  readonly rows: number;
  /** How many lines of text each row will have, so that nothing below moves when they are there. */
  readonly lines?: number;
  /** Where no section draws the frame yet. */
  readonly framed?: boolean;
}

/** Stands where a list or a card will be. */
export const ReadingRows = ({ rows, lines = 1, framed = false }: ReadingRowsProps) => (
  <div className={classes.rows} data-framed={framed || undefined} aria-busy>
    <Announced />
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} className={classes.row}>
        <Lines count={lines} from={row * lines} />
      </div>
    ))}
  </div>
);

const Announced = () => <VisuallyHidden role="status">Reading…</VisuallyHidden>;

const Lines = ({ count, from = 0 }: { readonly count: number; readonly from?: number }) =>
  Array.from({ length: count }, (_, line) => (
    <div key={line} className={classes.text}>
      <Line width={WIDTHS[(from + line) % WIDTHS.length] ?? 50} />
    </div>
  ));

/** One line of what is coming; `width` in per cent. */
export const Line = ({ width }: { readonly width: number }) => (
  <span className={classes.line} style={{ width: `${width}%` }} aria-hidden />
);
