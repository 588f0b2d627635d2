const ANY_ORIGIN = 'http://sallyport.invalid';

/**
 * The page to go to after signing in, if it is one of ours; otherwise home.
 * A link must not be able to send a person who has just signed in to somebody else's look-alike (CWE-601).
 */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/';
  try {
    const url = new URL(next, ANY_ORIGIN);
    const leadsBack = url.pathname === '/sign-in';
    // `/.//elsewhere.example` becomes two slashes only when it is read.
    const leadsAway = url.origin !== ANY_ORIGIN || url.pathname.startsWith('//');
    return !leadsAway && !leadsBack ? `${url.pathname}${url.search}${url.hash}` : '/';
  } catch {
    return '/';
  }
}
