import { VisuallyHidden } from '@mantine/core';
import { Line } from '../reading';
import classes from './data-table.module.css';

const ROWS = Array.from({ length: 8 }, (_, row) => row);

interface SkeletonRowsProps {
  readonly columns: readonly {
    readonly id: string;
    readonly header: string;
    readonly width?: string;
    readonly from?: string;
  }[];
}

/** The shape of what is coming, so that nothing jumps when it is there. */
export function SkeletonRows({ columns }: SkeletonRowsProps) {
  return (
    <div className={classes.frame} aria-busy>
      <VisuallyHidden role="status">Reading…</VisuallyHidden>
      <table className={classes.table} aria-hidden>
        <colgroup>
          {columns.map(({ id, width, from }) => (
            <col key={id} data-from={from} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ id, header, from }) => (
              <th key={id} data-from={from}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row} className={classes.row}>
              {columns.map(({ id, from }, place) => (
                <td key={id} data-from={from}>
                  <Line width={50 + ((row * 17 + place * 29) % 40)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
