import { clockOff, onAwsAccount } from '../../../../test/peers/aws/on-aws-account';
import { keysOf, trustPolicy } from '../../../../test/peers/aws/aws-target';
import { policy } from '../../../../test/peers/aws/prepared-account';
import { readSample } from '../../../../test/peers/aws/sample-client';
import type { IssuedCredential, LeaseTarget } from '../connector';

onAwsAccount('the end of a leased session', (at) => {
  const issueMany = (count: number): Promise<{ lease: LeaseTarget; credential: IssuedCredential }[]> =>
    Promise.all(
      Array.from({ length: count }, async () => {
        const lease = at().lease();
        return { lease, credential: await at().issue(lease) };
      }),
    );
  const namesDenied = (): string[] =>
    (at().denials()?.Statement ?? []).flatMap(({ Condition }) => Condition.StringLike?.['aws:userid'] ?? []);

  const fill = (characters: number): void =>
    at().role.write(
      'other',
      JSON.stringify(policy({ Effect: 'Deny', Action: 'x'.repeat(characters), Resource: '*' })),
      0,
    );

  it('I5 I6 comes by itself, to the second, with nobody there to bring it about', async () => {
    const lease = at().lease({}, 120);
    const credential = await at().issue(lease);
    await at().connector.close();
    at().peer.clock.advance(lease.expiresAt.getTime() - at().peer.clock.now().getTime() - 1_500);
    expect(await at().works(credential)).toBe(true);
    at().peer.clock.advance(2_500);
    const { status, body } = await readSample(at().peer, keysOf(credential));

    expect(status).toBe(403);
    expect(body).toContain('explicit deny in a session policy');
    expect(at().peer.count('PutRolePolicy')).toBe(0);
  });

  it('is proved by AWS’s own clock, and nothing has to be written', async () => {
    const lease = at().lease({}, 120);
    await at().issue(lease);
    at().peer.clock.advance(121_000);
    await at().end(lease);

    expect(await at().read(lease)).toMatchObject({
      absent: true,
      readAt: expect.any(Date) as Date,
      summary: expect.stringMatching(
        /worth nothing since its grant ended at .+Z: AWS's own clock read .+Z$/,
      ) as string,
    });
    expect(at().peer.count('PutRolePolicy')).toBe(0);
  });

  it('I5 is not taken for granted by a broker whose clock is ahead: AWS’s counts, and the session is denied', async () => {
    const hasty = at().another(clockOff(600_000));
    const lease = at().lease({}, 300);
    const credential = await at().issue(lease);
    expect(await hasty.verify(at().system, lease)).toMatchObject({ absent: false });
    await hasty.revoke(at().system, lease);

    expect(await hasty.verify(at().system, lease)).toMatchObject({ absent: true });
    expect(await at().works(credential)).toBe(false);
  });

  it('before its time touches no other session of the role', async () => {
    const [one, other] = await issueMany(2);
    await at().end(one.lease);

    expect(await at().works(one.credential)).toBe(false);
    expect(await at().works(other.credential)).toBe(true);
    expect(await at().read(other.lease)).toMatchObject({ absent: false });
    expect(await at().read(one.lease)).toMatchObject({
      absent: true,
      summary:
        'The role denies everything to this session alone, which AWS may take some minutes to carry out everywhere',
      facts: { provedBy: 'role policy', policy: 'SallyportEndedSessions' },
    });
    expect(namesDenied()).toEqual([`*:${one.lease.targetName}`]);
  });

  it('of very many at once shares a handful of writes', async () => {
    const { peer } = at();
    const leases = Array.from({ length: 500 }, () => at().lease());
    const witness = at().lease();
    const lastOne = await at().issue(leases[499]);
    peer.mischief = { kind: 'delay', milliseconds: 20, action: 'PutRolePolicy' };
    await Promise.all(leases.map((lease) => at().end(lease)));
    const readings = await Promise.all(leases.map((lease) => at().read(lease)));

    expect(readings.every(({ absent }) => absent)).toBe(true);
    expect(await at().works(lastOne)).toBe(false);
    expect(peer.count('PutRolePolicy')).toBeLessThanOrEqual(4);
    expect(peer.count('GetRolePolicy')).toBeLessThanOrEqual(8);
    expect(await at().read(witness)).toMatchObject({ absent: false });
  });

  it('keeps every denial when two processes write the same role at once', async () => {
    const processes = [at().connector, at().another(), at().another()];
    const leases = await issueMany(45);
    at().peer.mischief = { kind: 'delay', milliseconds: 5 };
    await Promise.all(
      leases.map(async ({ lease }, index) => {
        await new Promise((done) => setTimeout(done, index * 4));
        await processes[index % 3].revoke(at().system, lease);
      }),
    );

    expect(namesDenied().sort()).toEqual(leases.map(({ lease }) => `*:${lease.targetName}`).sort());
    for (const { lease } of leases)
      expect(await processes[1].verify(at().system, lease)).toMatchObject({ absent: true });
  });

  it('falls back to the time of issue when there is no room for names, and says whom else that hits', async () => {
    const bystander = await issueMany(1);
    fill(9_000);
    const early = await issueMany(20);
    for (const { lease } of early) await at().end(lease);
    const first = { ...early[0].lease, proof: await at().read(early[0].lease) };
    at().peer.clock.advance(3_000);
    const late = { ...at().lease({}, 7_200) };
    const lateCredential = await at().issue(late);
    const ended = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const lease = at().lease({}, 7_200);
        await at().end(lease);
        return lease;
      }),
    );

    const reading = await at().read(early[0].lease);
    expect(reading).toMatchObject({
      absent: true,
      summary: expect.stringContaining('other people’s too') as string,
      facts: { collateral: { sessionsIssuedBefore: expect.stringMatching(/Z$/) as string } },
    });
    for (const { credential } of [...early, ...bystander]) expect(await at().works(credential)).toBe(false);
    expect(await at().read(bystander[0].lease)).toMatchObject({ absent: false });
    expect(await at().works(lateCredential)).toBe(true);
    expect(await at().read(ended[0])).toMatchObject({ absent: true, facts: { provedBy: 'role policy' } });
    expect(namesDenied()).toContain(`*:${ended[0].targetName}`);
    const writes = at().peer.count('PutRolePolicy');
    const tidied = await at()
      .another()
      .tidy(at().system, { granted: [], ended: [first] });
    expect(tidied).toEqual({ reopened: [], failures: [] });
    expect(at().peer.count('PutRolePolicy')).toBe(writes);
  });

  it('hits nobody else for want of room that somebody has made meanwhile', async () => {
    fill(9_500);
    await at().end(at().lease());
    at().role.write('other', undefined, 0);
    const [{ credential }] = await issueMany(1);
    at().peer.clock.advance(2_000);
    for (let count = 0; count < 20; count += 1) await at().end(at().lease());

    expect(await at().works(credential)).toBe(true);
    expect(namesDenied()).toHaveLength(21);
  });

  it('I7 I14 was carried out although its answer was lost, and is proved by the next try', async () => {
    const [{ lease, credential }] = await issueMany(1);
    at().peer.mischief = { kind: 'lose-answer', action: 'PutRolePolicy' };
    await expect(at().end(lease)).rejects.toMatchObject({ name: 'TargetError' });
    at().peer.mischief = undefined;
    // The process died here: another one begins from nothing but the lease.
    const successor = at().another();

    expect(await at().works(credential)).toBe(false);
    const puts = at().peer.count('PutRolePolicy');
    await successor.revoke(at().system, lease);
    expect(await successor.verify(at().system, lease)).toMatchObject({ absent: true });
    expect(namesDenied()).toEqual([`*:${lease.targetName}`]);
    expect(at().peer.count('PutRolePolicy') - puts).toBeLessThanOrEqual(1);
  });

  it('I7 is not believed when AWS says yes and does nothing', async () => {
    const [{ lease, credential }] = await issueMany(1);
    at().peer.mischief = { kind: 'lie', action: 'PutRolePolicy' };
    await at().end(lease);

    expect(await at().read(lease)).toMatchObject({ absent: false });
    at().peer.mischief = undefined;
    await at().end(lease);
    expect(await at().read(lease)).toMatchObject({ absent: true });
    expect(await at().works(credential)).toBe(false);
  });

  it('is never concluded from a reading that failed', async () => {
    const [{ lease }] = await issueMany(1);
    await at().end(lease);
    for (const kind of ['throttle', 'fail', 'hang'] as const) {
      at().peer.mischief = { kind };
      await expect(at().read(lease)).rejects.toMatchObject({ name: 'TargetError' });
    }
    at().peer.mischief = undefined;
    at().peer.forbidden.add('iam:GetRolePolicy');
    await expect(at().read(lease)).rejects.toMatchObject({ code: 'rights_missing' });
  });

  it('waits, where it is probed, until AWS refuses the session', async () => {
    const lease = at().lease({ probe: true });
    const credential = await at().issue(lease);
    at().peer.spreadsWithin = 10_000;
    await at().end(lease);

    expect(await at().read(lease)).toMatchObject({ absent: false, facts: { probe: 'allowed' } });
    expect(await at().works(credential)).toBe(true);
    at().peer.clock.advance(10_000);
    expect(await at().read(lease)).toMatchObject({
      absent: true,
      summary: expect.stringContaining('AWS refused a call made under its name') as string,
      facts: { provedBy: 'probe', probe: 'denied' },
    });
    expect(await at().works(credential)).toBe(false);
  });

  it('is not proved by a probe that is refused for another reason', async () => {
    const lease = at().lease({ probe: true });
    at().role.write('reads', undefined, 0);
    at().peer.spreadsWithin = 10_000;
    await at().end(lease);

    expect(await at().read(lease)).toMatchObject({ absent: false, facts: { probe: 'inconclusive' } });
  });

  it('is not proved by a probe where the role denies that call to everybody, and a look says so beforehand', async () => {
    at().role.write('NoIam', JSON.stringify(policy({ Effect: 'Deny', Action: 'iam:*', Resource: '*' })), 0);
    const lease = at().lease({ probe: true });
    at().peer.spreadsWithin = 10_000;
    await at().end(lease);

    expect(await at().read(lease)).toMatchObject({
      absent: false,
      summary: expect.stringContaining('take iam:ListAccountAliases out') as string,
      facts: { probe: 'blind' },
    });
    const findings = await at().connector.preflight(at().system, [lease.entitlement]);
    expect(findings.filter(({ ok }) => !ok)).toEqual([
      expect.objectContaining({ id: 'probe:customer-reader' }),
    ]);
  });

  it('is proved by a probe at a role that insists on knowing who comes', async () => {
    const trust = structuredClone(trustPolicy()) as { Statement: Record<string, unknown>[] };
    trust.Statement[0].Condition = {
      ...(trust.Statement[0].Condition as object),
      StringLike: { 'sts:SourceIdentity': '*' },
    };
    at().role.trust = trust;
    const lease = at().lease({ probe: true });
    await at().issue(lease);
    await at().end(lease);

    expect(await at().read(lease)).toMatchObject({ absent: true, facts: { provedBy: 'probe' } });
    const findings = await at().connector.preflight(at().system, [lease.entitlement]);
    expect(findings).toContainEqual(expect.objectContaining({ id: 'probe:customer-reader', ok: true }));
  });

  it('outlives a role that somebody deleted', async () => {
    const [{ lease, credential }] = await issueMany(1);
    at().peer.account.deleteRole('customer-reader');
    await at().end(lease);

    expect(await at().works(credential)).toBe(false);
    expect(await at().read(lease)).toMatchObject({ absent: true, facts: { provedBy: 'role gone' } });
  });

  it('I7 needs no more of settings that later rules refuse than the role', async () => {
    const [{ lease, credential }] = await issueMany(1);
    const outdated = { ...lease, entitlement: { roleArn: at().role.arn, maxSession: 1, formerly: true } };
    await at().end(outdated);

    expect(await at().read(outdated)).toMatchObject({ absent: true });
    expect(await at().works(credential)).toBe(false);
    await at().connector.tidy(at().system, { granted: [outdated.entitlement], ended: [] });
  });

  it('I4 has no other name than a lease’s: no wildcard is ever denied', async () => {
    for (const targetName of ['*', 'sp_*', 'sp_', 'somebody', `${at().lease().targetName}*`]) {
      await expect(at().end({ ...at().lease(), targetName })).rejects.toThrow('name');
      await expect(at().issue({ ...at().lease(), targetName })).rejects.toThrow('name');
    }
    expect(at().denials()).toBeUndefined();
  });
});
