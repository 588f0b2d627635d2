import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Scope } from '../../api/queries/end-everything';
import { useMay } from '../../api/queries/session';

/** The way to ending everything, of one thing or to be chosen; only where the person may. */
export function EndLink({ scope = {} }: { readonly scope?: Partial<Scope> }) {
  if (!useMay('grants.end-any')) return null;
  return (
    <Button renderRoot={(props) => <Link to="/end-everything" search={scope} {...props} />}>
      End everything…
    </Button>
  );
}
