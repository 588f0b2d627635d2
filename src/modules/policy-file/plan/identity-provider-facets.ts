import { memberFacets, textFacet, type Facet } from './facet';
import type { IdentityProviderState } from './policy-state';
import { durationInWords } from '../../policy';

export function identityProviderFacets(provider: IdentityProviderState): Facet[] {
  const { name, secondFactor, maximumAge } = provider;
  return [
    textFacet('name', 'name', name),
    textFacet('issuer', 'issuer', provider.issuer),
    textFacet('clientId', 'client id', provider.clientId),
    textFacet('clientSecret', 'client secret', provider.clientSecretReference),
    {
      field: 'maxAge',
      label: 'age of a sign-in there',
      value: maximumAge,
      words: maximumAge === null ? 'not asked' : `at most ${durationInWords(maximumAge)}`,
    },
    ...memberFacets('scopes', provider.scopes, (scope) => ({
      gained: `“${name}” is asked for the scope ${scope}`,
      lost: `“${name}” is no longer asked for the scope ${scope}`,
    })),
    ...factorFacets(name, 'amr', secondFactor.amr),
    ...factorFacets(name, 'acr', secondFactor.acr),
  ];
}

const factorFacets = (name: string, claim: 'amr' | 'acr', values: readonly string[]): Facet[] =>
  memberFacets(`secondFactor.${claim}`, values, (value) => ({
    gained: `What “${name}” calls ${value} (${claim}) now counts as a second factor`,
    lost: `What “${name}” calls ${value} (${claim}) no longer counts as a second factor`,
  }));
