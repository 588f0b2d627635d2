import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import type { Grant } from '../../api/types';
import { useEndsSoon } from './use-ends-soon';

const ExtendDialog = lazy(() =>
  import('../requests/extend-dialog').then((module) => ({ default: module.ExtendDialog })),
);

interface ButtonProps {
  readonly grant: Grant;
  /** The dialog is open from the beginning. */
  readonly opened?: boolean;
}

/** Asks for more time before a grant ends; it comes forward when the end is near. */
export function ExtendButton({ grant, opened = false }: ButtonProps) {
  const [asking, setAsking] = useState(opened);
  const soon = useEndsSoon(grant);
  return (
    <>
      <Button variant={soon ? 'filled' : 'default'} onClick={() => setAsking(true)}>
        More time
      </Button>
      {asking && (
        <Suspense>
          <ExtendDialog grant={grant} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
