import { Skeleton, VisuallyHidden } from '@mantine/core';
import classes from './data-table.module.css';

const ROWS = Array.from({ length: 8 }, (_, row) => row);

/** The shape of what is coming, so that nothing jumps when it is there. */
export function SkeletonRows({
  columns,
}: {
  readonly columns: readonly { id: string; width?: string; from?: string }[];
}) {
  return (
    <div className={classes.frame} aria-busy>
      <VisuallyHidden role="status">Reading…</VisuallyHidden>
      <table className={classes.table} aria-hidden>
        <colgroup>
          {columns.map(({ id, width, from }) => (
            <col key={id} data-from={from} style={{ width }} />
          ))}
        </colgroup>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row} className={classes.row}>
              {columns.map(({ id, from }, place) => (
                <td key={id} data-from={from}>
                  <Skeleton height={10} width={`${55 + ((row * 17 + place * 29) % 40)}%`} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
