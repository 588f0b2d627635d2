import { ACCOUNT } from '../../../../../test/peers/aws/account';
import { awsSystem, EXTERNAL_ID, trustPolicy } from '../../../../../test/peers/aws/aws-target';
import { policy } from '../../../../../test/peers/aws/prepared-account';
import { clockOff, onAwsAccount } from '../../../../../test/peers/aws/on-aws-account';
import type { PreflightFinding, TargetSystem } from '../../connector';

onAwsAccount('preflight of an AWS account', (at) => {
  const look = (
    entitlement: Record<string, unknown> = {},
    system: TargetSystem = at().system,
    connector = at().connector,
  ): Promise<PreflightFinding[]> => connector.preflight(system, [{ roleArn: at().role.arn, ...entitlement }]);
  const amiss = (findings: readonly PreflightFinding[]) => findings.filter(({ ok }) => !ok);

  it('finds an account that is prepared as the how-to says fit for what is asked of it', async () => {
    const findings = await look();

    expect(amiss(findings)).toEqual([]);
    expect(findings.map(({ id }) => id)).toEqual([
      'caller',
      'clock',
      'read_role:customer-reader',
      'session_length:customer-reader',
      'external_id:customer-reader',
      'trust:customer-reader',
      'packed_size:customer-reader',
      'get_policy:customer-reader',
      'list_policies:customer-reader',
      'put_policy:customer-reader',
      'delete_policy:customer-reader',
    ]);
  });

  it.each([
    ['sts:AssumeRole', 'trust', /does not let the broker assume the role customer-reader/],
    ['sts:TagSession', 'session_tags', /cannot be tagged with what they are for/],
    ['sts:SetSourceIdentity', 'source_identity', /cannot be signed with the person’s name/],
    ['iam:GetRole', 'read_role', /cannot be read/],
    ['iam:GetRolePolicy', 'get_policy', /could not be ended early without iam:GetRolePolicy/],
    ['iam:ListRolePolicies', 'list_policies', /could not be ended early without iam:ListRolePolicies/],
    ['iam:PutRolePolicy', 'put_policy', /could not be ended early without iam:PutRolePolicy/],
    ['iam:DeleteRolePolicy', 'delete_policy', /could not be ended early without iam:DeleteRolePolicy/],
  ])('without %s says exactly that', async (right, id, sentence) => {
    at().peer.forbidden.add(right);
    const found = amiss(await look());

    expect(found).toEqual([
      {
        id: `${id}:customer-reader`,
        ok: false,
        summary: expect.stringMatching(sentence),
        advice: expect.stringMatching(/^.+\.$/),
      },
    ]);
  });

  it('finds a role that asks for no external id, for another, or for one that the system has not', async () => {
    const { role } = at();
    role.trust = trustPolicy('');
    expect(amiss(await look())).toEqual([
      expect.objectContaining({
        id: 'external_id:customer-reader',
        summary: expect.stringContaining('does not ask'),
      }),
    ]);
    role.trust = trustPolicy('another');
    expect(amiss(await look())).toEqual([
      expect.objectContaining({
        id: 'external_id:customer-reader',
        summary: expect.stringContaining('another'),
      }),
    ]);
    role.trust = trustPolicy(EXTERNAL_ID);
    const without = awsSystem(at().peer, at().brokerKeys, { externalId: undefined });
    expect(amiss(await look({}, without))).toEqual([
      expect.objectContaining({
        id: 'external_id:customer-reader',
        summary: expect.stringContaining('has none'),
      }),
    ]);
  });

  it('asks AWS whether the external id is asked for, whatever the trust policy looks like', async () => {
    const [first, ...others] = (trustPolicy() as { Statement: Record<string, object>[] }).Statement;
    const trusting = (...allows: object[]): void => {
      at().role.trust = policy(...allows, ...others);
    };
    const unasked = [expect.objectContaining({ id: 'external_id:customer-reader' })];
    trusting(first, { ...first, Condition: {} });
    expect(amiss(await look())).toEqual(unasked);
    trusting({ ...first, Condition: { StringEqualsIfExists: { 'sts:ExternalId': EXTERNAL_ID } } });
    expect(amiss(await look())).toEqual(unasked);
    trusting({ ...first, Condition: { StringLike: { 'sts:ExternalId': `${EXTERNAL_ID.slice(0, 5)}*` } } });
    expect(amiss(await look())).toEqual([]);
  });

  it('compares the session’s length with what the role gives', async () => {
    expect(amiss(await look({ maxSession: 7_200 }))).toEqual([
      expect.objectContaining({
        id: 'session_length:customer-reader',
        summary: 'The role customer-reader gives sessions of up to 60 minutes, and 120 are asked for.',
      }),
    ]);
  });

  it('finds that a role’s session gives an hour at most, until the entitlement says so', async () => {
    const { peer } = at();
    at().addRole('long', { maxSessionDuration: 7_200 });
    const broker = peer.account.addRole('broker', {
      trust: trustPolicy(),
      inline: {
        all: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      },
    });
    const { key } = peer.account.addSession({
      role: broker,
      name: 'broker',
      sourceIdentity: undefined,
      tags: {},
      limits: undefined,
      issuedAt: peer.clock.now(),
      expiresAt: new Date(peer.clock.now().getTime() + 3_600_000),
    });
    const chained = awsSystem(peer, {
      accessKeyId: key.id,
      secretAccessKey: key.secret,
      sessionToken: key.token,
    });
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/long`;
    const found = amiss(await look({ roleArn, maxSession: 7_200 }, chained));

    expect(found.map(({ id }) => id)).toContain('chaining');
    expect(amiss(await look({ roleArn, maxSession: 3_600, chained: true }, chained))).toEqual([]);
  });

  it('warns before what AWS packs is full, and when it is', async () => {
    at().peer.packedBytes = 600;
    const [tight] = amiss(await look());
    expect(tight).toMatchObject({
      id: 'packed_size:customer-reader',
      summary: expect.stringMatching(/fill [89]\d %/),
    });
    at().peer.packedBytes = 300;
    const [full] = amiss(await look());
    expect(full).toMatchObject({
      id: 'packed_size:customer-reader',
      summary: expect.stringContaining('too large'),
    });
  });

  it('finds clocks that differ', async () => {
    const connector = at().another(clockOff(60_000));
    expect(amiss(await look({}, at().system, connector))).toEqual([
      expect.objectContaining({
        id: 'clock',
        summary: expect.stringMatching(/clock is (59|60|61)\.\d seconds behind Sallyport’s/),
      }),
    ]);
  });

  it('hands itself no session that could do anything, and leaves no policy behind', async () => {
    await look();
    const sessions = [...at().peer.account.sessions.values()];

    expect(sessions).toHaveLength(1);
    expect(sessions[0].limits?.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': ['2001-01-01T00:00:00Z'] } },
      }),
    );
    expect([...at().role.policies.keys()]).toEqual(['reads']);
  });

  it('tries to write once an hour, not at every look', async () => {
    const { peer } = at();
    await look();
    await look();
    expect(peer.count('PutRolePolicy')).toBe(1);
    peer.clock.advance(3_600_000);
    await look();
    expect(peer.count('PutRolePolicy')).toBe(2);
  });

  it('tries again at once with another credential', async () => {
    await look();
    const { key } = at().peer.account.addUser('successor', [
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['sts:*', 'iam:Get*', 'iam:List*'], Resource: '*' }],
      },
    ]);
    const successor = awsSystem(at().peer, { accessKeyId: key.id, secretAccessKey: key.secret });
    const found = amiss(await look({}, { ...successor, id: at().system.id }));

    expect(found.map(({ id }) => id)).toEqual([
      'put_policy:customer-reader',
      'delete_policy:customer-reader',
    ]);
  });

  it.each([
    ['AssumeRole', 'throttle'],
    ['GetRole', 'fail'],
    ['GetRolePolicy', 'throttle'],
    ['PutRolePolicy', 'fail'],
  ] as const)('blames no right and no policy while AWS has no time for %s', async (action, kind) => {
    at().peer.mischief = { kind, action };

    expect(await look()).toEqual([
      expect.objectContaining({ id: 'reachable', summary: expect.stringMatching(/less often|cannot serve/) }),
    ]);
  });

  it('does not say that a role can be assumed which was never assumed', async () => {
    at().peer.packedBytes = 300;
    expect((await look()).map(({ id }) => id)).not.toContain('trust:customer-reader');
  });

  it('finds a role that does not exist, and blames nothing else for it', async () => {
    expect(amiss(await look({ roleArn: `${at().role.arn}s` }))).toEqual([
      expect.objectContaining({
        id: 'read_role:customer-readers',
        summary: expect.stringContaining('no role'),
      }),
    ]);
  });

  it('I17 says no more than what AWS said of a credential that is refused', async () => {
    const wrong = awsSystem(at().peer, { ...at().brokerKeys, secretAccessKey: 'canary-wrong' });
    const findings = await look({}, wrong);

    expect(findings).toEqual([expect.objectContaining({ id: 'reachable', ok: false })]);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });
});
