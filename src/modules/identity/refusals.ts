import {
  conflict,
  DomainError,
  forbidden,
  gone,
  rateLimited,
  SECOND,
  unauthenticated,
  upstreamUnavailable,
} from '../../kernel';
import type { TokenScope } from '../../platform/http/token-scope';
import type { TokenState } from './domain/api-token';
import { waitInWords } from './domain/lockout';

/** The same words whether the name, the password or the person's standing was at fault: nobody learns who exists. */
export const wrongCredentials = (): DomainError =>
  unauthenticated('identity.wrong_credentials', 'That name and password do not belong together.');

export const lockedUntil = (until: Date, now: Date): DomainError =>
  rateLimited('identity.locked_out', `Too many wrong attempts. Try again in ${waitInWords(now, until)}.`, {
    retryAfterSeconds: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / SECOND)),
  });

const BUSY = 'identity.busy';

export const busy = (): DomainError =>
  rateLimited(BUSY, 'Many people are signing in. Try again in a few seconds.', { retryAfterSeconds: 2 });

export const isBusy = (error: unknown): boolean => error instanceof DomainError && error.code === BUSY;

export const tooManyFromHere = (waitMilliseconds: number): DomainError =>
  rateLimited(
    'identity.too_many_from_here',
    'Too many sign-ins from where you are have failed. Wait a moment and try again.',
    { retryAfterSeconds: Math.max(1, Math.ceil(waitMilliseconds / SECOND)) },
  );

export const wrongCode = (): DomainError =>
  unauthenticated('identity.wrong_code', 'That code is not right. Use the one that your app shows now.');

export const codeAlreadyUsed = (): DomainError =>
  unauthenticated('identity.code_already_used', 'That code was used already. Wait for the next one.');

export const noSecondFactor = (): DomainError =>
  forbidden(
    'identity.second_factor_missing',
    'This needs a second factor of that kind and you have none. Use another one, or enrol it first.',
  );

export const sessionOver = (): DomainError =>
  unauthenticated('identity.session_over', 'Your session has ended. Sign in again.');

export const signInFirst = (): DomainError => unauthenticated('identity.sign_in_required', 'Sign in first.');

export const enrolFirst = (): DomainError =>
  unauthenticated(
    'identity.enrolment_required',
    'You must have a second factor. Finish signing in by enrolling one.',
  );

export const secondFactorFirst = (): DomainError =>
  unauthenticated('identity.second_factor_required', 'Finish signing in with your second factor.');

export const invalidToken = (): DomainError =>
  unauthenticated(
    'identity.token_invalid',
    'That is no token of this Sallyport. Make one, or sign in again.',
  );

export const tokenOver = (state: Exclude<TokenState, 'good'>): DomainError =>
  unauthenticated(
    'identity.token_over',
    state === 'expired'
      ? 'This token has expired. Make a new one, or sign in again.'
      : 'This token was ended. Make a new one, or sign in again.',
  );

export const scopeMissing = (needed: readonly TokenScope[]): DomainError =>
  forbidden(
    'identity.token_scope',
    `This token may not do that. It takes one with the scope ${needed.map((one) => `“${one}”`).join(' or ')}.`,
    { neededScopes: needed },
  );

export const notForTokens = (): DomainError =>
  forbidden('identity.not_for_tokens', 'No token may do this. Sign in to the web app and do it there.');

export const tooManyTokens = (atMost: number): DomainError =>
  conflict('identity.too_many_tokens', `You have ${atMost} tokens already. End one that you no longer need.`);

export const newPasswordFirst = (): DomainError =>
  unauthenticated(
    'identity.new_password_required',
    'Your password has to be changed. Choose a new one first.',
  );

export const passwordChangedMeanwhile = (): DomainError =>
  conflict(
    'identity.password_changed_meanwhile',
    'Your password was changed in another place. Sign in again.',
  );

export const wrongPresentPassword = (): DomainError =>
  forbidden('identity.wrong_present_password', 'That is not your present password.');

/** The same whether there never was such a link, or it was used, replaced or is too old. */
export const linkOver = (): DomainError =>
  gone('identity.link_over', 'This link was used already, replaced by a newer one, or is too old.');

export const noMail = (): DomainError =>
  upstreamUnavailable(
    'mail.not_configured',
    'This installation sends no e-mail. Ask an administrator for a link that is handed over.',
  );

export const onlyWayIn = (): DomainError =>
  conflict(
    'identity.only_way_in',
    'This is your only way to sign in. Add a passkey first, or ask an administrator to invite you to a password.',
  );
