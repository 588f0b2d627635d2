import { finding, type Check } from './draft';

/**
 * One group role at a server either reaches personal data or does not. Two entitlements that lead to the same one must
 * say the same, or the word of the more harmless one would open the other's data outside the circle (I18).
 */
export const entitlementChecks: Check = ({ sections }) => {
  const personal = new Map<string, string>();
  const rights = [...sections.entitlements].flatMap(([name, { system, settings, personalData }]) =>
    settings.memberOf.map((role, index) => ({ name, index, role, personalData, place: `${system} ${role}` })),
  );
  for (const { name, personalData, place } of rights) if (personalData) personal.set(place, name);
  return rights.flatMap(({ name, index, role, personalData, place }) => {
    const other = personal.get(place);
    if (personalData || other === undefined) return [];
    return [
      finding(
        ['entitlements', name, 'settings', 'memberOf', index],
        'personal_data_undeclared',
        `\`${role}\` reaches personal data, as the entitlement \`${other}\` says; say \`personalData: true\` here too, or use another role.`,
      ),
    ];
  });
};
