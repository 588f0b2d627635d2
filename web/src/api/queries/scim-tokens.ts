import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import type { NewScimToken } from '../types';
import { signed } from './step-up';

const TOKENS = ['scim-tokens'];

/** Tokens of provisioning systems, and the address that these call. */
export const useScimTokens = () =>
  useQuery({ queryKey: TOKENS, queryFn: () => answerOf(api.GET('/api/v1/scim-tokens')) });

function useChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: TOKENS }),
  });
}

/** Without a step-up the refusal says what to sign. */
export const useMakeScimToken = () =>
  useChange(({ stepUpToken, ...body }: NewScimToken & { readonly stepUpToken?: string }) =>
    answerOf(api.POST('/api/v1/scim-tokens', { body, ...signed(stepUpToken) })),
  );

export const useEndScimToken = (id: string) =>
  useChange((stepUpToken: string | undefined) =>
    answerOf(api.DELETE('/api/v1/scim-tokens/{id}', { params: { path: { id } }, ...signed(stepUpToken) })),
  );
