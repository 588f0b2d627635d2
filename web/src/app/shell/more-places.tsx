import { lazy, Suspense, useState } from 'react';
import { useLocation } from '@tanstack/react-router';
import { MoreButton } from './more-button';
import type { Place } from './places';

const loadMenu = () => import('./more-menu').then(({ MoreMenu }) => ({ default: MoreMenu }));
const MoreMenu = lazy(loadMenu);

/** What has no room in the bar of a phone; the menu is fetched when it is about to be wanted. */
export function MorePlaces({ places }: { readonly places: readonly Place[] }) {
  const [wanted, setWanted] = useState(false);
  const isHere = useLocation({ select: ({ pathname }) => places.some(({ to }) => pathname.startsWith(to)) });
  const preload = () => void loadMenu();
  const button = (
    <MoreButton
      isHere={isHere}
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
      <MoreMenu places={places} isHere={isHere} />
    </Suspense>
  );
}
