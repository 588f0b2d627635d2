import { memo, type ReactNode, useRef } from 'react';
import { Button } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { ProblemMessage } from '../problem-message';
import { counted } from '../words';
import classes from './data-table.module.css';
import { SkeletonRows } from './skeleton-rows';
import { useRowKeys } from './use-row-keys';
import { useVisibleRows } from './use-visible-rows';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** CSS width; columns without one share what is left. */
  readonly width?: string;
  /** Left out below this width, where the first column tells the essence of the row by itself. */
  readonly from?: 'tablet' | 'desktop' | 'wide';
}

export interface DataTableProps<Row> {
  /** Says what the table holds, to those who cannot see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** Undefined while nothing has been read yet. */
  readonly rows: readonly Row[] | undefined;
  readonly rowId: (row: Row) => string;
  /**
   * Where Enter, or a press anywhere on the row, leads. The first column becomes the link.
   * Keep it (and `columns`) the same object between renders, or every row in view is drawn again.
   */
  readonly rowLink: (row: Row) => LinkProps;
  readonly isCurrent?: (row: Row) => boolean;
  readonly empty: ReactNode;
  readonly error: Error | null;
  readonly onRetry: () => void;
  readonly hasMore?: boolean;
  readonly isReadingMore?: boolean;
  readonly onMore?: () => void;
}

/** A long list that stays quick: only the rows in view are in the document; j, k and Enter move and open. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, empty, error, onRetry } = props;
  if (error && rows === undefined) return <ProblemMessage error={error} onRetry={onRetry} />;
  if (rows === undefined) return <SkeletonRows columns={props.columns} />;
  if (rows.length === 0) return <div className={classes.frame}>{empty}</div>;
  return <FilledTable {...props} rows={rows} />;
}

function FilledTable<Row>(props: DataTableProps<Row> & { readonly rows: readonly Row[] }) {
  const { caption, columns, rows, rowId, isCurrent, hasMore = false, onMore } = props;
  const table = useRef<HTMLTableElement>(null);
  const { visible, before, after, reveal } = useVisibleRows(rows.length, table);
  const { active, setActive } = useRowKeys({
    table,
    count: rows.length,
    reveal,
  });

  return (
    <div className={classes.frame}>
      <table ref={table} className={classes.table} aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <caption className={classes.caption}>{caption}</caption>
        <colgroup>
          {columns.map(({ id, width, from }) => (
            <col key={id} data-from={from} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ id, header, from }) => (
              <th key={id} scope="col" data-from={from}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} />
          {visible.map((index) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <TableRow
                key={rowId(row)}
                columns={columns}
                rowLink={props.rowLink}
                row={row}
                index={index}
                isActive={index === active}
                isCurrent={isCurrent?.(row) ?? false}
                onActive={setActive}
              />
            );
          })}
          <Spacer height={after} />
        </tbody>
      </table>
      <footer className={classes.footer}>
        <span>{hasMore ? `${counted(rows.length, 'row')} read so far` : counted(rows.length, 'row')}</span>
        {hasMore && (
          <Button size="xs" onClick={onMore} loading={props.isReadingMore}>
            Read more
          </Button>
        )}
      </footer>
    </div>
  );
}

/** Holds the place of the rows that are out of view. One cell: more would bring hidden columns back to life. */
const Spacer = ({ height }: { readonly height: number }) =>
  height > 0 ? (
    <tr aria-hidden className={classes.spacer}>
      <td style={{ height }} />
    </tr>
  ) : null;

interface TableRowProps<Row> extends Pick<DataTableProps<Row>, 'columns' | 'rowLink'> {
  readonly row: Row;
  readonly index: number;
  readonly isActive: boolean;
  readonly isCurrent: boolean;
  readonly onActive: (index: number) => void;
}

const HEADER_AND_COUNT_FROM_ONE = 2;

function PlainRow<Row>({ columns, row, rowLink, index, isActive, isCurrent, onActive }: TableRowProps<Row>) {
  return (
    <tr
      aria-rowindex={index + HEADER_AND_COUNT_FROM_ONE}
      className={classes.row}
      data-index={index}
      data-current={isCurrent || undefined}
    >
      {columns.map(({ id, cell, from }, place) => (
        <td key={id} data-from={from}>
          {place === 0 ? (
            <Link
              {...rowLink(row)}
              className={classes.link}
              tabIndex={isActive ? 0 : -1}
              onFocus={() => onActive(index)}
            >
              {cell(row)}
            </Link>
          ) : (
            cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}

// `memo` forgets that a component is generic.
const TableRow = memo(PlainRow) as typeof PlainRow;
