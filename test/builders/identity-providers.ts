import { changed } from './policy-file';

/** The small policy with one identity provider that vouches for second factors too. */
export const withProvider = (...replacements: (readonly [from: string, to: string])[]): string =>
  replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`The policy has no “${from}”.`);
      return text.replace(from, to);
    },
    changed([
      'processingActivities:\n',
      `identityProviders:
  google:
    name: Google Workspace
    issuer: https://accounts.google.com
    clientId: sallyport
    clientSecret: env:GOOGLE_CLIENT_SECRET
    scopes: [openid]
    maxAge: 8h
    secondFactor: { amr: [mfa] }
processingActivities:
`,
    ]),
  );
