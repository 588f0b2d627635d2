import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { useSessionMutation } from './session';
import { signed } from './step-up';

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

const LINKED = ['linked-accounts'];

export const useLinkedAccounts = () =>
  useQuery({ queryKey: LINKED, queryFn: () => answerOf(api.GET('/api/v1/linked-accounts')) });

/** Every other session ends with it. */
export function useUnlinkAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, stepUpToken }: { id: string; stepUpToken?: string }) =>
      answerOf(
        api.DELETE('/api/v1/linked-accounts/{id}', { params: { path: { id } }, ...signed(stepUpToken) }),
      ),
    onSuccess: async () => {
      for (const queryKey of [LINKED, ['sessions']]) await client.invalidateQueries({ queryKey });
    },
  });
}
