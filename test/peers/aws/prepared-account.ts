import { ACCOUNT } from './account';

export const policy = (...statements: object[]): object => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** What docs/how-to/connect-aws.md asks of a role: the account's broker may assume it, who knows the external id. */
export const trusting = (externalId: string | undefined): object =>
  policy(
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
      ...(externalId && { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
    },
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: ['sts:TagSession', 'sts:SetSourceIdentity'],
    },
  );

/** And of the broker's own identity, for these roles. */
export const handingOut = (roles: readonly string[]): object => {
  const Resource = roles.map((name) => `arn:aws:iam::${ACCOUNT}:role/${name}`);
  return policy(
    { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], Resource },
    {
      Effect: 'Allow',
      Action: [
        'iam:GetRole',
        'iam:ListRolePolicies',
        'iam:GetRolePolicy',
        'iam:PutRolePolicy',
        'iam:DeleteRolePolicy',
      ],
      Resource,
    },
  );
};
