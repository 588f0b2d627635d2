import { lazy } from 'react';
import { useLocation } from '@tanstack/react-router';
import { FetchedMenu } from './fetched-menu';
import { MoreButton } from './more-button';
import type { Place } from './places';

const loadMenu = () => import('./more-menu').then(({ MoreMenu }) => ({ default: MoreMenu }));
const MoreMenu = lazy(loadMenu);

/** What has no room in the bar of a phone. */
export function MorePlaces({ places }: { readonly places: readonly Place[] }) {
  const isHere = useLocation({ select: ({ pathname }) => places.some(({ to }) => pathname.startsWith(to)) });
  return (
    <FetchedMenu
      load={loadMenu}
      button={(opening) => <MoreButton isHere={isHere} {...opening} />}
      menu={<MoreMenu places={places} isHere={isHere} />}
    />
  );
}
