import { aSessionLease, awsSystem } from '../../../../test/peers/aws/aws-target';
import { onAwsAccount } from '../../../../test/peers/aws/on-aws-account';
import { policy } from '../../../../test/peers/aws/prepared-account';
import type { EndedTarget, IssuedCredential, LeaseTarget, Tidied } from '../connector';

onAwsAccount('the end of a leased session, once it was proved', (at) => {
  const issued = async (): Promise<{ lease: LeaseTarget; credential: IssuedCredential }> => {
    const lease = at().lease();
    return { lease, credential: await at().issue(lease) };
  };
  const namesDenied = (): string[] =>
    (at().denials()?.Statement ?? []).flatMap(({ Condition }) => Condition.StringLike?.['aws:userid'] ?? []);
  /** As the database knows it. */
  const proved = async (lease: LeaseTarget): Promise<EndedTarget> => ({
    ...lease,
    proof: await at().read(lease),
  });
  const tidy = (
    granted: readonly unknown[],
    ended: readonly EndedTarget[] = [],
    connector = at().connector,
  ): Promise<Tidied> => connector.tidy(at().system, { granted, ended });

  it('leaves nothing behind once AWS has ended the session, and nobody else’s statement is touched', async () => {
    const { lease } = await issued();
    await at().end(lease);
    const entitlements = [lease.entitlement];
    await tidy(entitlements);
    expect(namesDenied()).toHaveLength(1);
    at().peer.clock.advance(2 * 3_600_000);
    await tidy(entitlements);
    expect(at().denials()).toBeUndefined();

    const foreign = { Sid: 'Frozen', Effect: 'Deny', Action: 's3:*', Resource: '*' };
    at().role.write(
      'SallyportEndedSessions',
      JSON.stringify({ Version: '2012-10-17', Statement: [foreign] }),
      0,
    );
    const next = at().lease();
    await at().end(next);
    at().peer.clock.advance(2 * 3_600_000);
    await tidy(entitlements);
    expect(at().denials()?.Statement).toEqual([foreign]);
    const writes = at().peer.count('PutRolePolicy');
    await tidy(entitlements);
    expect(at().peer.count('PutRolePolicy')).toBe(writes);
  });

  it('I7 is brought about again, when somebody undid it, by a process that knows only the database', async () => {
    const { lease, credential } = await issued();
    await at().end(lease);
    const ended = [await proved(lease)];
    const successor = at().another();
    const undo = (): void => at().role.write('SallyportEndedSessions', undefined, 0);
    undo();
    expect(await at().works(credential)).toBe(true);
    // IAM may not yet answer with what was written a moment ago: put right, and nobody is blamed.
    expect(await tidy([], ended, successor)).toEqual({ reopened: [], failures: [] });
    expect(await at().works(credential)).toBe(false);

    at().peer.clock.advance(60_000);
    undo();
    at().peer.forbidden.add('iam:PutRolePolicy');
    const [reopened, failure] = [
      expect.objectContaining({ targetName: lease.targetName }),
      expect.anything(),
    ];
    expect(await tidy([], ended, at().another())).toEqual({ reopened: [reopened], failures: [failure] });
    at().peer.forbidden.clear();
    expect(await tidy([], ended, at().another())).toEqual({
      reopened: [{ targetName: lease.targetName, endedAnew: true }],
      failures: [],
    });
    expect(await at().works(credential)).toBe(false);
    const writes = at().peer.count('PutRolePolicy');
    expect(await tidy([], ended, successor)).toEqual({ reopened: [], failures: [] });
    expect(at().peer.count('PutRolePolicy')).toBe(writes);
  });

  it('is put right at each role although another cannot be read', async () => {
    const { lease, credential } = await issued();
    await at().end(lease);
    const ended = [await proved(lease)];
    at().role.write('SallyportEndedSessions', undefined, 0);
    const [lost, gone] = [at().addRole('lost'), { roleArn: `${at().role.arn}-never-made` }];
    const deny = policy({ Effect: 'Deny', Action: 'iam:*', Resource: lost.arn });
    const { key } = at().peer.account.addUser('hindered', [
      policy({ Effect: 'Allow', Action: '*', Resource: '*' }),
      deny,
    ]);
    const system = awsSystem(at().peer, { accessKeyId: key.id, secretAccessKey: key.secret });
    const granted = [{ roleArn: lost.arn }, gone, lease.entitlement];

    expect(await at().another().tidy(system, { granted, ended })).toEqual({
      reopened: [],
      failures: [expect.objectContaining({ code: 'rights_missing' })],
    });
    expect(await at().works(credential)).toBe(false);
  });

  it.each([
    ['an Allow', { Effect: 'Allow' }],
    ['a Deny of something else', { Action: 'billing:*' }],
    ['a Deny under a further condition', { Condition: { Bool: { 'aws:ViaAWSService': 'true' } } }],
  ])(
    'I7 is not believed for the id of a statement that is %s',
    async (_words, { Condition, ...over }: Record<string, unknown>) => {
      const { lease, credential } = await issued();
      const forged = {
        Sid: 'Until20991231T234500ZEnded20991231T233000Z',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: {
          StringLike: { 'aws:userid': [`*:${lease.targetName}`] },
          ...(Condition as object | undefined),
        },
        ...over,
      };
      at().role.write('SallyportEndedSessions', JSON.stringify(policy(forged)), 0);

      expect(await at().read(lease)).toMatchObject({ absent: false });
      await at().end(lease);
      expect(await at().read(lease)).toMatchObject({ absent: true });
      expect(await at().works(credential)).toBe(false);
    },
  );

  it('comes about beside a statement of somebody’s that stands alone, without a list', async () => {
    const { lease, credential } = await issued();
    const frozen = { Sid: 'Frozen', Effect: 'Deny', Action: 's3:*', Resource: '*' };
    at().role.write('SallyportEndedSessions', JSON.stringify({ ...policy(), Statement: frozen }), 0);
    await at().end(lease);

    expect(await at().works(credential)).toBe(false);
    expect(at().denials()?.Statement).toContainEqual(frozen);
  });

  it.each([
    ['is nobody’s there', false],
    ['is somebody else’s there', true],
  ])('I7 is never proved at a role of another account, whose name %s', async (_words, homonym) => {
    const { peer, connector } = at();
    const role = at().addRole('reader-of-b', { account: '222233334444' });
    const own = homonym ? at().addRole('reader-of-b') : undefined;
    const { key } = peer.account.addUser('broad', [policy({ Effect: 'Allow', Action: '*', Resource: '*' })]);
    const system = awsSystem(peer, { accessKeyId: key.id, secretAccessKey: key.secret });
    const lease = aSessionLease({ peer, role });
    const refusal = { code: 'refused', message: expect.stringContaining('222233334444') as string };

    await expect(connector.issue(system, lease)).rejects.toMatchObject(refusal);
    // As if it had been issued with another credential.
    await expect(connector.revoke(system, lease)).rejects.toMatchObject(refusal);
    await expect(connector.verify(system, lease)).rejects.toMatchObject(refusal);
    expect(own?.policies.has('SallyportEndedSessions')).not.toBe(true);
    expect((await connector.preflight(system, [lease.entitlement])).filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ id: 'account:reader-of-b' }),
    ]);
    peer.clock.advance(lease.expiresAt.getTime() - peer.clock.now().getTime() + 1_000);
    await connector.revoke(system, lease);
    expect(await connector.verify(system, lease)).toMatchObject({ facts: { provedBy: 'session policy' } });
  });
});
