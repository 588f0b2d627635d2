import { lazy, Suspense } from 'react';
import { VisuallyHidden } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import { useAttention } from '../../api/queries/session';
import { useSessionOver } from '../../api/session-over';
import { LogoMark } from '../../ui/logo';
import { Banners } from './banners';
import { DemoBadge } from './demo-badge';
import { NewsWatch } from './news-watch';
import { PersonCorner } from './person-corner';
import { PlaceLinks } from './place-links';
import { PrintHeader } from './print-header';
import { SearchButton } from './search-button';
import { SessionEnd } from './session-end';
import classes from './shell.module.css';
import { useShortcuts } from './use-shortcuts';

const SessionOverDialog = lazy(() =>
  import('./session-over-dialog').then((module) => ({ default: module.SessionOverDialog })),
);

/** What stands around every page of a signed-in person. */
export function Shell() {
  const { organisation } = useAttention();
  const over = useSessionOver();
  const { commands, shortcutsHelp, openCommands, openShortcutsHelp } = useShortcuts();
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <header className={classes.top}>
        <Link to="/" className={classes.brand}>
          <LogoMark size={22} />
          <span className={classes.name}>Sallyport</span>
          <span className={classes.organisation}>{organisation}</span>
          <VisuallyHidden> home</VisuallyHidden>
        </Link>
        <SearchButton onClick={openCommands} />
        <DemoBadge />
        <PersonCorner onShortcuts={openShortcutsHelp} />
      </header>
      <aside className={classes.rail}>
        <PlaceLinks where="rail" />
      </aside>
      <div className={classes.middle}>
        <PrintHeader />
        <Banners />
        <main id="content" tabIndex={-1} className={classes.content}>
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <div className={classes.bar}>
        <PlaceLinks where="bar" />
      </div>
      <SessionEnd />
      <NewsWatch />
      <Suspense>{over && <SessionOverDialog />}</Suspense>
      {commands}
      {shortcutsHelp}
    </div>
  );
}
