import type { Path } from '../domain/fault';
import type { FileEntitlement } from '../schema/policy-file.schema';
import { finding, type Check } from './draft';

/**
 * One role at a target either reaches personal data or does not. Two entitlements that lead to the same one must say the
 * same, or the word of the more harmless one would open the other's data outside the circle (I18).
 */
export const entitlementChecks: Check = ({ sections }) => {
  const personal = new Map<string, string>();
  const rights = [...sections.entitlements].flatMap(([name, { system, settings, personalData }]) =>
    rolesOf(settings).map(({ role, path }) => ({
      name,
      path,
      role,
      personalData,
      place: `${system} ${role}`,
    })),
  );
  for (const { name, personalData, place } of rights) if (personalData) personal.set(place, name);
  return rights.flatMap(({ name, path, role, personalData, place }) => {
    const other = personal.get(place);
    if (personalData || other === undefined) return [];
    return [
      finding(
        ['entitlements', name, 'settings', ...path],
        'personal_data_undeclared',
        `\`${role}\` reaches personal data, as the entitlement \`${other}\` says; say \`personalData: true\` here too, or use another role.`,
      ),
    ];
  });
};

/** What an entitlement opens as a whole. An AWS role that the entitlement narrows is not open as a whole. */
function rolesOf(settings: FileEntitlement['settings']): { readonly role: string; readonly path: Path }[] {
  if ('memberOf' in settings)
    return settings.memberOf.map((role, index) => ({ role, path: ['memberOf', index] }));
  const narrowed = settings.sessionPolicy !== undefined || settings.managedPolicyArns.length > 0;
  return narrowed ? [] : [{ role: settings.roleArn, path: ['roleArn'] }];
}
