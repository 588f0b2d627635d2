import { conflict, type DomainError, unauthenticated, upstreamUnavailable } from '../../../kernel';
import type { IdentityProvider } from './identity-provider';
import type { ProviderFailure } from './provider-failure';

/** The same for every way in which a return fits no attempt: nobody learns which of them it was. */
export const strayReturnRefusal = (): DomainError =>
  unauthenticated(
    'identity.single_sign_on_over',
    'This sign-in is over: it was used already, took more than ten minutes, or began in another browser. Start again.',
  );

/** Linked to nobody and linked to somebody who has left read the same. */
export const accountNotLinked = ({ name }: IdentityProvider): DomainError =>
  unauthenticated(
    'identity.account_not_linked',
    `That account at ${name} opens nothing here. Ask an administrator for an invitation, and redeem it with that account.`,
  );

export const signInToLink = ({ name }: { readonly name: string }): DomainError =>
  conflict(
    'identity.sign_in_to_link',
    `${name} has a second factor. Sign in with it in this browser first, and open the invitation again.`,
  );

export function refusalOf({ kind }: ProviderFailure, { name }: IdentityProvider): DomainError {
  switch (kind) {
    case 'declined':
      return unauthenticated(
        'identity.provider_declined',
        `You did not finish signing in at ${name}. Try again.`,
      );
    case 'unreachable':
      return upstreamUnavailable(
        'identity.provider_unreachable',
        `${name} does not answer. Try again in a minute, or sign in another way.`,
      );
    case 'refused':
      return unauthenticated(
        'identity.provider_answer_refused',
        `What ${name} answered could not be trusted, so nobody was signed in. Start again; if it stays so, tell an administrator.`,
      );
  }
}
