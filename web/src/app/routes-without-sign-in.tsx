import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries/session';
import { safeNext } from '../features/identity/safe-next';
import { root } from './root-route';
import { word } from './search-word';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; as?: string } => ({
    next: word(search.next),
    as: word(search.as),
  }),
  beforeLoad: ({ context, search }) => {
    if (context.session.state === 'signed-in')
      redirect({ href: safeNext(search.next), replace: true, throw: true });
  },
  component: lazyRouteComponent(() => import('../features/identity/sign-in-page'), 'SignInPage'),
});

const signOnReturn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/callback',
  component: lazyRouteComponent(() => import('../features/identity/sign-on-return-page'), 'SignOnReturnPage'),
});

const demo = createRoute({
  getParentRoute: () => root,
  path: '/demo',
  component: lazyRouteComponent(() => import('../features/identity/demo-page'), 'DemoPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(
    () => import('../features/identity/password/invitation-page'),
    'InvitationPage',
  ),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('../features/identity/password/forgot-password-page'),
    'ForgotPasswordPage',
  ),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('../features/identity/password/reset-page'), 'ResetPage'),
});

const changePassword = createRoute({
  getParentRoute: () => root,
  path: '/change-password',
  beforeLoad: async ({ context, location }) => {
    // Half a session is not kept, so whether this one owes a new password is asked.
    const { state } = await context.queryClient.query({ ...sessionQuery, staleTime: 0 });
    if (state !== 'signed-in' && state !== 'new-password-required')
      redirect({ to: '/sign-in', search: { next: location.href }, throw: true });
  },
  component: lazyRouteComponent(
    () => import('../features/identity/password/change-password-page'),
    'ChangePasswordPage',
  ),
});

/** Pages for whoever is not signed in, or only half. */
export const withoutSignIn = [
  signIn,
  signOnReturn,
  demo,
  invitation,
  forgotPassword,
  reset,
  changePassword,
] as const;
