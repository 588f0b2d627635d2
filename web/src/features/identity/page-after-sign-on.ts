import { safeNext } from './safe-next';

const KEY = 'sallyport.after-sign-on';

/** Kept by this tab while its browser is at an identity provider. */
export function rememberPageAfterSignOn(next: string | undefined): void {
  sessionStorage.setItem(KEY, safeNext(next));
}

export function takePageAfterSignOn(): string {
  const next = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return safeNext(next);
}
