import { lazy, Suspense, useState } from 'react';
import { useSession } from '../../api/queries/session';
import { PersonButton } from './person-button';

const loadMenu = () => import('./person-menu').then(({ PersonMenu }) => ({ default: PersonMenu }));
const PersonMenu = lazy(loadMenu);

/** The person in the top bar. The menu is fetched when it is about to be wanted, not with the first page. */
export function PersonCorner({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const [wanted, setWanted] = useState(false);
  const name = useSession().person?.name ?? '';
  const preload = () => void loadMenu();
  const button = (
    <PersonButton
      name={name}
      aria-haspopup="menu"
      aria-expanded={false}
      onClick={() => setWanted(true)}
      onPointerEnter={preload}
      onFocus={preload}
    />
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <PersonMenu onShortcuts={onShortcuts} />
    </Suspense>
  );
}
