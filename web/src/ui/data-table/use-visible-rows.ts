import { type RefObject, useLayoutEffect, useState } from 'react';
import { useMediaQuery } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';

export const ROW_HEIGHT = 36;
/** On a phone the first column has two lines. */
const PHONE_ROW_HEIGHT = 56;
const ROWS_BEYOND_THE_EDGE = 12;
/** A row that is gone to must not end up below the top bar and the head of the table, or the bar at a phone's foot. */
const STICKY_ABOVE = 88;
const STICKY_BELOW = 64;

export interface VisibleRows {
  /** Indices of the rows that are in the document. */
  readonly visible: readonly number[];
  /** Pixels above and below them. */
  readonly before: number;
  readonly after: number;
  readonly reveal: (index: number) => void;
}

/** Which of `count` rows of one height must be in the document. On paper: all of them. */
export function useVisibleRows(count: number, table: RefObject<HTMLElement | null>): VisibleRows {
  const onPaper = useMediaQuery('print');
  const onPhone = useMediaQuery('(max-width: 48em)');
  const rowHeight = onPhone ? PHONE_ROW_HEIGHT : ROW_HEIGHT;
  const [scrollMargin, setScrollMargin] = useState(0);
  const virtualizer = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: ROWS_BEYOND_THE_EDGE,
    scrollMargin,
    scrollPaddingStart: STICKY_ABOVE,
    scrollPaddingEnd: STICKY_BELOW,
  });

  // Whatever grows or goes above the table moves where its rows begin.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      const top = table.current?.getBoundingClientRect().top ?? 0;
      setScrollMargin(top + window.scrollY);
    });
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [table]);

  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  if (onPaper) {
    return {
      visible: Array.from({ length: count }, (_, index) => index),
      before: 0,
      after: 0,
      reveal: () => {},
    };
  }
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  return {
    visible: items.map(({ index }) => index),
    before: first === undefined ? 0 : first.index * rowHeight,
    after: last === undefined ? 0 : (count - 1 - last.index) * rowHeight,
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
