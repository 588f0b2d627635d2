import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { ProblemError } from '../problem';
import type { NewApiToken } from '../types';
import type { Signing } from './step-up';

const SESSIONS = ['sessions'];
const TOKENS = ['api-tokens'];

/** Where the person is signed in. */
export const useSessions = () =>
  useQuery({ queryKey: SESSIONS, queryFn: () => answerOf(api.GET('/api/v1/sessions')) });

/** API tokens and command lines. */
export const useApiTokens = () =>
  useQuery({ queryKey: TOKENS, queryFn: () => answerOf(api.GET('/api/v1/api-tokens')) });

function useEnding<T>(queryKey: readonly string[], end: (input: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: end, onSettled: () => client.invalidateQueries({ queryKey }) });
}

export const useEndSession = () =>
  useEnding(SESSIONS, (id: string) =>
    answerOf(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
  );

export const useEndOtherSessions = () => useEnding(SESSIONS, () => answerOf(api.DELETE('/api/v1/sessions')));

export const useEndToken = () =>
  useEnding(TOKENS, (id: string) =>
    answerOf(api.DELETE('/api/v1/api-tokens/{id}', { params: { path: { id } } })),
  );

export const useEndTokens = () => useEnding(TOKENS, () => answerOf(api.DELETE('/api/v1/api-tokens')));

const make = (body: NewApiToken, stepUpToken?: string) =>
  answerOf(
    api.POST('/api/v1/api-tokens', {
      body,
      headers: stepUpToken === undefined ? {} : { 'Sallyport-Step-Up': stepUpToken },
    }),
  );

/** What a second factor has to cover for exactly this token: the broker says so when it is asked without one. */
export const useTokenSigning = () =>
  useMutation({
    mutationFn: async (body: NewApiToken): Promise<Signing> => {
      try {
        await make(body);
      } catch (error) {
        const challenge = error instanceof ProblemError ? error.problem.stepUp : undefined;
        if (challenge) return { ...challenge, action: 'identity.make-token' };
        throw error;
      }
      throw new Error('A token was made without a second factor.');
    },
  });

export function useMakeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, stepUpToken }: { body: NewApiToken; stepUpToken: string }) =>
      make(body, stepUpToken),
    onSuccess: () => client.invalidateQueries({ queryKey: TOKENS }),
  });
}
