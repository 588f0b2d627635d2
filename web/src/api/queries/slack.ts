import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { signed } from './step-up';

const ACCOUNTS = ['slack-accounts'];

export const useSlackAccounts = () =>
  useQuery({ queryKey: ACCOUNTS, queryFn: () => answerOf(api.GET('/api/v1/slack-accounts')) });

export function useUnbindSlackAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.DELETE('/api/v1/slack-accounts/{id}', { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ACCOUNTS }),
  });
}

export const slackBindingQuery = (token: string) =>
  queryOptions({
    queryKey: ['slack-binding', token],
    queryFn: () => answerOf(api.GET('/api/v1/slack-binding-links/{token}', { params: { path: { token } } })),
    retry: false,
  });

export function useBindSlackAccount(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (stepUpToken: string) =>
      answerOf(
        api.POST('/api/v1/slack-binding-links/{token}', {
          params: { path: { token } },
          ...signed(stepUpToken),
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ACCOUNTS }),
  });
}
