import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { useSession } from '../../api/queries/session';
import type { Grant } from '../../api/types';

const EndGrantDialog = lazy(() =>
  import('./end-grant-dialog').then((module) => ({ default: module.EndGrantDialog })),
);

function wordOf({ state }: Grant, own: boolean): string {
  if (!own) return 'End now';
  return state === 'active' ? 'I’m done' : 'Not needed';
}

interface ButtonProps {
  readonly grant: Grant;
  /** The dialog is open from the beginning. */
  readonly opened?: boolean;
}

/** "I'm done" for one's own grant, "End now" with a reason for somebody else's. */
export function EndGrantButton({ grant, opened = false }: ButtonProps) {
  const [asking, setAsking] = useState(opened);
  const { person } = useSession();
  const own = grant.person.id === person?.id;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{wordOf(grant, own)}</Button>
      {asking && (
        <Suspense>
          <EndGrantDialog grant={grant} own={own} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  );
}
