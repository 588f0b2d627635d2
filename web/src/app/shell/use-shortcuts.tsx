import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { useSession } from '../../api/queries/session';
import { placesFor } from './places';
import { useSingleKeys } from './use-single-keys';

// Most visits never need them, so neither is part of the first load.
const Commands = lazy(() => import('./commands').then(({ Commands: component }) => ({ default: component })));
const ShortcutsHelp = lazy(() =>
  import('./shortcuts-help').then(({ ShortcutsHelp: component }) => ({ default: component })),
);

const SECOND_KEY_WITHIN_MS = 1_500;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** What lies over the page has keys of its own, and must not be left with what was typed into it. */
const isCovered = (): boolean => document.querySelector('[aria-modal="true"]') !== null;

const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

interface Shortcuts {
  readonly commands: ReactNode;
  readonly shortcutsHelp: ReactNode;
  readonly openCommands: () => void;
  readonly openShortcutsHelp: () => void;
}

/** The keys that work on every page, and the two dialogs that they open. */
export function useShortcuts(): Shortcuts {
  const [commandsOpenings, setCommandsOpenings] = useState(0);
  const [helpOpened, setHelpOpened] = useState(false);
  const [singleKeys] = useSingleKeys();
  const { abilities } = useSession();
  const router = useRouter();
  const goPressedAt = useRef(0);

  useEffect(() => {
    const openCommands = () => setCommandsOpenings((count) => count + 1);

    const onSingleKey = (event: KeyboardEvent): boolean => {
      const goes = event.timeStamp - goPressedAt.current < SECOND_KEY_WITHIN_MS;
      goPressedAt.current = event.key === 'g' ? event.timeStamp : -Infinity;
      const place = goes ? placesFor(abilities).find(({ key }) => key === event.key) : undefined;
      if (place) void router.navigate({ to: place.to });
      else if (event.key === '?') setHelpOpened(true);
      else if (event.key === '/') focus('[data-page-filter]');
      // Inside the table they move on from there.
      else if (event.key === 'j' || event.key === 'k') focus('main table a[tabindex="0"]');
      else return false;
      return true;
    };

    const onKeyDown = (event: KeyboardEvent) => {
      const withModifier = event.ctrlKey || event.metaKey;
      if (withModifier && event.key.toLowerCase() === 'k') openCommands();
      else if (withModifier || event.altKey || event.defaultPrevented || !singleKeys) return;
      else if (isTyping(event.target) || isCovered()) return;
      else if (!onSingleKey(event)) return;
      event.preventDefault();
    };

    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [abilities, router, singleKeys]);

  return {
    openCommands: () => setCommandsOpenings((count) => count + 1),
    openShortcutsHelp: () => setHelpOpened(true),
    commands: commandsOpenings > 0 && (
      <Suspense>
        <Commands key={commandsOpenings} onShortcuts={() => setHelpOpened(true)} />
      </Suspense>
    ),
    shortcutsHelp: helpOpened && (
      <Suspense>
        <ShortcutsHelp onClose={() => setHelpOpened(false)} />
      </Suspense>
    ),
  };
}
