import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { useSessionMutation } from './session';

/** Who may vouch for a sign-in here; empty while it is not known. */
export const useProviders = () =>
  useQuery({
    queryKey: ['single-sign-on', 'providers'],
    queryFn: () => answerOf(api.GET('/api/v1/single-sign-on/providers')),
    staleTime: Infinity,
  }).data?.items ?? [];

/** The address of the provider's page. */
export const useStartSignOn = () =>
  useMutation({
    mutationFn: (body: { provider: string; invitation?: string }) =>
      answerOf(api.POST('/api/v1/single-sign-on', { body })).then(({ address }) => address),
  });

/** `query`: what the provider sent the browser back with, after the question mark. */
export const useFinishSignOn = () =>
  useSessionMutation((query: string) =>
    answerOf(api.POST('/api/v1/single-sign-on/return', { body: { query } })),
  );
