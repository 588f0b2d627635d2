import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { useSessionMutation } from './session';

/** By which somebody came who is not signed in. */
export interface AccountLink {
  readonly kind: 'invitation' | 'password-reset';
  readonly token: string;
}

const OWN = ['password'];

export const useOwnPassword = () =>
  useQuery({ queryKey: OWN, queryFn: () => answerOf(api.GET('/api/v1/password')), retry: false });

/** Whom a link is for. Looking changes nothing. */
export const useAccountLink = ({ kind, token }: AccountLink) =>
  useQuery({
    queryKey: ['account-link', kind, token],
    queryFn: () => {
      const params = { params: { path: { token } } };
      return kind === 'invitation'
        ? answerOf(api.GET('/api/v1/invitations/{token}', params))
        : answerOf(api.GET('/api/v1/password-resets/{token}', params));
    },
    retry: false,
  });

/** What is wrong with a password. No query: a password must not become the key of a cache. */
export const checkPassword = (password: string, link?: AccountLink) =>
  answerOf(api.POST('/api/v1/password/check', { body: { password, link } }));

export const useAcceptInvitation = (token: string) =>
  useSessionMutation((password: string) =>
    answerOf(api.POST('/api/v1/invitations/{token}', { params: { path: { token } }, body: { password } })),
  );

export const useAskReset = () =>
  useMutation({
    mutationFn: (handle: string) => answerOf(api.POST('/api/v1/password-resets', { body: { handle } })),
  });

export const useResetPassword = (token: string) =>
  useMutation({
    mutationFn: (password: string) =>
      answerOf(
        api.POST('/api/v1/password-resets/{token}', { params: { path: { token } }, body: { password } }),
      ),
  });

interface Change {
  readonly presentPassword: string;
  readonly newPassword: string;
  readonly stepUpToken?: string;
}

export function useChangePassword() {
  const client = useQueryClient();
  const change = useSessionMutation(({ stepUpToken, ...body }: Change) =>
    answerOf(
      api.POST('/api/v1/password', {
        body,
        headers: stepUpToken === undefined ? {} : { 'Sallyport-Step-Up': stepUpToken },
      }),
    ),
  );
  return {
    ...change,
    mutateAsync: async (input: Change) => {
      const session = await change.mutateAsync(input);
      for (const queryKey of [OWN, ['sessions'], ['api-tokens']])
        await client.invalidateQueries({ queryKey });
      return session;
    },
  };
}
