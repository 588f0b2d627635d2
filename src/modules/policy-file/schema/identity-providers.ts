import { z } from 'zod';
import { isLoopback } from '../../../platform/config/loopback';
import { duration, keyed, line, list, secretReference } from './fields';

/** OpenID Connect Discovery 1.0, section 2: https, no query, no fragment. Plain http is for a provider on this machine. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return safe && search === '' && hash === '' && username === '' && !/[?#\s]/.test(text);
}

const claimValue = z
  .string()
  .min(1, 'Write a value of the claim.')
  .max(200, 'Write at most 200 characters.')
  .regex(/^\S+$/, 'A value of the claim has no blanks.');

const secondFactor = z
  .strictObject({
    amr: list(claimValue)
      .default([])
      .describe('Values of `amr` (RFC 8176) of which any one counts: `mfa`, `hwk`, `otp`, …'),
    acr: list(claimValue).default([]).describe('Values of `acr` of which any one counts.'),
  })
  .refine(({ amr, acr }) => amr.length + acr.length > 0, {
    error: 'Name at least one value of `amr` or `acr`, or leave `secondFactor` out.',
  });

export const identityProviders = keyed(
  z
    .strictObject({
      name: line.describe('As it reads on the button: "Google Workspace".'),
      issuer: z
        .string()
        .refine(
          isIssuer,
          'Write the issuer’s https address, without a query, such as `https://accounts.google.com`.',
        )
        .describe(
          'Its issuer identifier. `<issuer>/.well-known/openid-configuration` has to describe it (OpenID Connect Discovery).',
        ),
      clientId: line.describe('The id under which Sallyport is registered there.'),
      clientSecret: secretReference()
        .optional()
        .describe(
          'Where the client’s secret is kept: `env:NAME`, `file:/absolute/path` or `secret:name`. Left out: a public client, protected by PKCE alone.',
        ),
      scopes: list(claimValue)
        .default(['openid'])
        .refine((scopes) => scopes.includes('openid'), 'OpenID Connect needs the scope `openid`.')
        .describe('What is asked for. Nothing of a person is taken from there, so `openid` suffices.'),
      maxAge: duration('1m', '30d')
        .optional()
        .describe(
          'How long ago the person may have signed in there (`auth_time`). Left out, it is not asked: not every provider tells.',
        ),
      secondFactor: secondFactor
        .optional()
        .describe(
          'What of its answer counts as a second factor. Left out: Sallyport asks for its own. Step-ups are always Sallyport’s.',
        ),
    })
    .refine(({ secondFactor: claims, maxAge }) => claims === undefined || maxAge !== undefined, {
      path: ['secondFactor'],
      error: 'A second factor that was given there needs an age: write `maxAge`, such as `8h`.',
    }),
)
  .default({})
  .describe(
    'Who else may vouch for a sign-in, by OpenID Connect. Nobody is let in by an address alone: each person is linked by an administrator’s invitation.',
  );
