import { lazy } from 'react';
import { useSession } from '../../api/queries/session';
import { FetchedMenu } from './fetched-menu';
import { PersonButton } from './person-button';

const loadMenu = () => import('./person-menu').then(({ PersonMenu }) => ({ default: PersonMenu }));
const PersonMenu = lazy(loadMenu);

/** The person in the top bar. */
export function PersonCorner({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const name = useSession().person?.name ?? '';
  return (
    <FetchedMenu
      load={loadMenu}
      button={(opening) => <PersonButton name={name} {...opening} />}
      menu={<PersonMenu onShortcuts={onShortcuts} />}
    />
  );
}
