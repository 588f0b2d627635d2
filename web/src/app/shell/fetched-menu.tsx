import { type ReactNode, Suspense, useState } from 'react';

interface Opening {
  readonly 'aria-haspopup': 'menu';
  readonly 'aria-expanded': false;
  readonly onClick: () => void;
  readonly onPointerEnter: () => void;
  readonly onFocus: () => void;
}

interface FetchedMenuProps {
  readonly load: () => Promise<unknown>;
  /** What opens it, until it is here and brings a button of its own. */
  readonly button: (opening: Opening) => ReactNode;
  readonly menu: ReactNode;
}

/** A menu that is fetched when it is about to be wanted, not with the first page. */
export function FetchedMenu({ load, button, menu }: FetchedMenuProps) {
  const [wanted, setWanted] = useState(false);
  const preload = () => void load();
  const opener = button({
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setWanted(true),
    onPointerEnter: preload,
    onFocus: preload,
  });
  return wanted ? <Suspense fallback={opener}>{menu}</Suspense> : opener;
}
