import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queryClient } from '../api/query-client';
import { readAuditSearch } from '../features/audit/audit-search';
import { readScope } from '../features/end-everything/read-scope';
import { readPeopleSearch } from '../features/people/people-search';
import { ErrorPage } from './error-page';
import { NotFoundPage } from './not-found-page';
import { root } from './root-route';
import { withoutSignIn } from './routes-without-sign-in';
import { word } from './search-word';

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ context, location }) => {
    if (context.session.state === 'new-password-required') redirect({ to: '/change-password', throw: true });
    if (context.session.state !== 'signed-in')
      redirect({ to: '/sign-in', search: { next: location.href }, throw: true });
  },
  component: lazyRouteComponent(() => import('./shell/shell'), 'Shell'),
  notFoundComponent: NotFoundPage,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/home-page'), 'HomePage'),
});

const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: '/approvals',
  validateSearch: (search: Record<string, unknown>): { state?: 'decided' } =>
    search.state === 'decided' ? { state: 'decided' } : {},
  component: lazyRouteComponent(() => import('../features/requests/approvals-page'), 'ApprovalsPage'),
});

const approvalLink = createRoute({
  getParentRoute: () => signedIn,
  path: '/approve/$token',
  component: lazyRouteComponent(() => import('../features/requests/approval-page'), 'ApprovalPage'),
});

const requests = createRoute({
  getParentRoute: () => signedIn,
  path: '/requests',
  validateSearch: (search: Record<string, unknown>): { scope?: 'all' } =>
    search.scope === 'all' ? { scope: 'all' } : {},
  component: lazyRouteComponent(() => import('../features/requests/requests-page'), 'RequestsPage'),
});

const request = createRoute({
  getParentRoute: () => signedIn,
  path: '/requests/$id',
  validateSearch: (search: Record<string, unknown>): { claim?: true; open?: 'extend' | 'end' } => ({
    claim: search.claim === true ? true : undefined,
    open: search.open === 'extend' || search.open === 'end' ? search.open : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/requests/request-page'), 'RequestPage'),
});

const grant = createRoute({
  getParentRoute: () => signedIn,
  path: '/grants/$id',
  component: lazyRouteComponent(() => import('../features/grants/grant-page'), 'GrantPage'),
});

const profiles = createRoute({
  getParentRoute: () => signedIn,
  path: '/profiles',
  component: lazyRouteComponent(() => import('../features/catalog/profiles-page'), 'ProfilesPage'),
});

const profile = createRoute({
  getParentRoute: () => signedIn,
  path: '/profiles/$key',
  component: lazyRouteComponent(() => import('../features/catalog/profile-page'), 'ProfilePage'),
});

const ask = createRoute({
  getParentRoute: () => signedIn,
  path: '/profiles/$key/ask',
  component: lazyRouteComponent(() => import('../features/requests/ask-page'), 'AskPage'),
});

const systems = createRoute({
  getParentRoute: () => signedIn,
  path: '/systems',
  component: lazyRouteComponent(() => import('../features/catalog/systems-page'), 'SystemsPage'),
});

const system = createRoute({
  getParentRoute: () => signedIn,
  path: '/systems/$key',
  component: lazyRouteComponent(() => import('../features/catalog/system-page'), 'SystemPage'),
});

const unconfirmed = createRoute({
  getParentRoute: () => signedIn,
  path: '/unconfirmed',
  component: lazyRouteComponent(() => import('../features/grants/unconfirmed-page'), 'UnconfirmedPage'),
});

const endEverything = createRoute({
  getParentRoute: () => signedIn,
  path: '/end-everything',
  validateSearch: readScope,
  component: lazyRouteComponent(
    () => import('../features/end-everything/end-everything-page'),
    'EndEverythingPage',
  ),
});

const bulkRevocation = createRoute({
  getParentRoute: () => signedIn,
  path: '/end-everything/$id',
  component: lazyRouteComponent(() => import('../features/end-everything/ended-page'), 'EndedPage'),
});

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  validateSearch: readPeopleSearch,
  component: lazyRouteComponent(() => import('../features/people/people-page'), 'PeoplePage'),
});

const importPeople = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/import',
  component: lazyRouteComponent(() => import('../features/people/import/import-page'), 'ImportPage'),
});

const provisioning = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/provisioning',
  component: lazyRouteComponent(() => import('../features/people/provisioning-page'), 'ProvisioningPage'),
});

const person = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/$handle',
  component: lazyRouteComponent(() => import('../features/people/person-page'), 'PersonPage'),
});

const changes = createRoute({
  getParentRoute: () => signedIn,
  path: '/changes',
  component: lazyRouteComponent(() => import('../features/policy-file/changes-page'), 'ChangesPage'),
});

const change = createRoute({
  getParentRoute: () => signedIn,
  path: '/changes/$id',
  component: lazyRouteComponent(() => import('../features/policy-file/change-page'), 'ChangePage'),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('../features/audit/audit-page'), 'AuditPage'),
});

const device = createRoute({
  getParentRoute: () => signedIn,
  path: '/device',
  validateSearch: (search: Record<string, unknown>): { code?: string } => ({ code: word(search.code) }),
  component: lazyRouteComponent(() => import('../features/identity/device/device-page'), 'DevicePage'),
});

const bindSlack = createRoute({
  getParentRoute: () => signedIn,
  path: '/slack/$token',
  component: lazyRouteComponent(() => import('../features/slack/bind-slack-page'), 'BindSlackPage'),
});

const confirm = createRoute({
  getParentRoute: () => signedIn,
  path: '/confirm/$link',
  component: lazyRouteComponent(() => import('../features/identity/confirm/confirm-page'), 'ConfirmPage'),
});

const security = createRoute({
  getParentRoute: () => signedIn,
  path: '/security',
  component: lazyRouteComponent(() => import('../features/identity/security-page'), 'SecurityPage'),
});

const breakGlass = createRoute({
  getParentRoute: () => signedIn,
  path: '/break-glass',
  validateSearch: (search: Record<string, unknown>): { profile?: string } => ({
    profile: word(search.profile),
  }),
  component: lazyRouteComponent(() => import('../features/break-glass/break-glass-page'), 'BreakGlassPage'),
});

const notifications = createRoute({
  getParentRoute: () => signedIn,
  path: '/notifications',
  component: lazyRouteComponent(
    () => import('../features/notifications/notifications-page'),
    'NotificationsPage',
  ),
});

const peoplesFactors = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/factors',
  component: lazyRouteComponent(
    () => import('../features/identity/factors/peoples-factors-page'),
    'PeoplesFactorsPage',
  ),
});

/** Inside the shell, so that a mistyped address leaves the way to everything else in sight. */
const nowhere = createRoute({ getParentRoute: () => signedIn, path: '$', component: NotFoundPage });

const pages = [
  home,
  approvals,
  approvalLink,
  requests,
  request,
  grant,
  profiles,
  profile,
  ask,
  systems,
  system,
  unconfirmed,
  endEverything,
  bulkRevocation,
  people,
  importPeople,
  provisioning,
  person,
  changes,
  change,
  audit,
  device,
  bindSlack,
  confirm,
  security,
  notifications,
  breakGlass,
  peoplesFactors,
  nowhere,
];

export const router = createRouter({
  routeTree: root.addChildren([...withoutSignIn, signedIn.addChildren(pages)]),
  context: { queryClient },
  defaultPreload: 'intent',
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
