import type { Finding } from '../domain/fault';
import { finding, type Check } from './draft';

/** A subject is a name at its issuer alone, so that two providers of one issuer could not be told apart. */
export const identityProviderChecks: Check = ({ sections: { identityProviders } }) => {
  const holder = new Map<string, string>();
  return [...identityProviders].flatMap(([key, { issuer }]): Finding[] => {
    const other = holder.get(issuer);
    holder.set(issuer, other ?? key);
    if (other === undefined) return [];
    const sentence = `\`${other}\` has this issuer already, and one issuer can stand here once.`;
    return [finding(['identityProviders', key, 'issuer'], 'same_issuer', sentence)];
  });
};
