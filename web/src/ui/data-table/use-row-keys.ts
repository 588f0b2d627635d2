import { type RefObject, useEffect, useRef, useState } from 'react';

interface RowKeys {
  readonly table: RefObject<HTMLTableElement | null>;
  readonly count: number;
  readonly reveal: (index: number) => void;
}

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/**
 * One stop of the Tab key for the whole table; inside it j and k (or the arrows) move from row to row.
 * The keys work only while the focus is in the table, as WCAG 2.1.4 asks of single-letter keys.
 */
export function useRowKeys({ table, count, reveal }: RowKeys) {
  const [chosen, setActive] = useState(0);
  const active = Math.min(chosen, count - 1);
  const focusWanted = useRef<number | undefined>(undefined);

  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    focusWanted.current = next;
    setActive(next);
    reveal(next);
  };

  // The row may have to be scrolled into the document before it can take the focus.
  useEffect(() => {
    if (focusWanted.current === undefined) return;
    const link = table.current?.querySelector<HTMLElement>(`tr[data-index="${focusWanted.current}"] a`);
    if (!link) return;
    focusWanted.current = undefined;
    link.focus({ preventScroll: true });
  });

  useEffect(() => {
    const element = table.current;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = STEPS[event.key];
      if (step !== undefined) goTo(active + step);
      else if (event.key === 'Home') goTo(0);
      else if (event.key === 'End') goTo(count - 1);
      else return;
      event.preventDefault();
    };
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  });

  return { active, setActive };
}
