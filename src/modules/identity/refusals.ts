import { DomainError, forbidden, rateLimited, SECOND, unauthenticated } from '../../kernel';
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
    'This needs a second factor and you have none. Ask an administrator to enrol one with you.',
  );

export const sessionOver = (): DomainError =>
  unauthenticated('identity.session_over', 'Your session has ended. Sign in again.');

export const signInFirst = (): DomainError => unauthenticated('identity.sign_in_required', 'Sign in first.');

export const secondFactorFirst = (): DomainError =>
  unauthenticated(
    'identity.second_factor_required',
    'Finish signing in with a code from your authenticator app.',
  );
