import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries/session';
import { BareErrorPage } from './bare-error-page';
import { NotFoundPage } from './not-found-page';

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: BareErrorPage,
  // Every page knows the session: whether this is a demonstration, and the token that its forms need.
  beforeLoad: async ({ context }) => ({
    session: await context.queryClient.query({ ...sessionQuery, staleTime: 'static' }),
  }),
});
