import { GetCallerIdentityCommand, AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { IAMClient, PutRolePolicyCommand, GetRolePolicyCommand } from '@aws-sdk/client-iam';
import { ACCOUNT, type User } from './account';
import { AwsPeer } from './aws-peer';
import { callPeer, readSample, type PersonKeys } from './sample-client';

const allow = (...actions: string[]): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: ACCOUNT },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    },
  ],
};

describe('the AWS stand-in', () => {
  let peer: AwsPeer;
  let user: User;
  beforeEach(async () => {
    peer = await AwsPeer.start();
    user = peer.account.addUser('broker', [allow('*')]);
    peer.account.addRole('reader', { trust: TRUST, inline: { reads: allow('sample:Read') } });
  });
  afterEach(() => peer.stop());

  const configuration = (keys: Partial<PersonKeys> = {}) => ({
    region: 'eu-west-3',
    endpoint: peer.endpoint,
    credentials: { accessKeyId: user.key.id, secretAccessKey: user.key.secret, ...keys },
    maxAttempts: 1,
  });
  const sts = (keys?: Partial<PersonKeys>): STSClient => new STSClient(configuration(keys));
  const assume = async (over: object = {}): Promise<PersonKeys> => {
    const { Credentials: keys } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/reader`,
        RoleSessionName: 'sp_one',
        DurationSeconds: 900,
        ...over,
      }),
    );
    return {
      accessKeyId: keys!.AccessKeyId!,
      secretAccessKey: keys!.SecretAccessKey!,
      sessionToken: keys!.SessionToken,
    };
  };

  it('takes a signature of the SDK, and knows who made it', async () => {
    const { Arn } = await sts().send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/broker`);
  });

  it('refuses a signature that a wrong secret made, an unknown key, and one without its token', async () => {
    const keys = await assume();
    const identity = (given: Partial<PersonKeys>) => sts(given).send(new GetCallerIdentityCommand({}));

    await expect(identity({ secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    await expect(identity({ accessKeyId: 'AKIAUNKNOWN' })).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(identity({ ...keys, sessionToken: undefined })).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    expect((await identity(keys)).UserId).toMatch(/^AROA[0-9A-F]+:sp_one$/);
  });

  it('refuses what was signed at another time', async () => {
    const keys = { accessKeyId: user.key.id, secretAccessKey: user.key.secret };
    const form = { Action: 'Read', Table: 'customers' };
    const at = (minutes: number): Date => new Date(peer.clock.now().getTime() + minutes * 60_000);

    expect((await callPeer(peer, keys, 'sample', form, at(4))).status).toBe(200);
    expect((await callPeer(peer, keys, 'sample', form, at(-6))).body).toContain('Signature expired');
    expect((await callPeer(peer, keys, 'sample', form, at(6))).body).toContain('SignatureDoesNotMatch');
  });

  it('ends a session at its time', async () => {
    const keys = await assume();
    expect((await readSample(peer, keys)).status).toBe(200);
    peer.clock.advance(901_000);
    expect((await readSample(peer, keys)).body).toContain('ExpiredToken');
  });

  it('gives a session no more than its session policy and its role', async () => {
    const nothing = JSON.stringify(allow('iam:*'));
    expect((await readSample(peer, await assume({ Policy: nothing }))).body).toContain('no session policy');
    const keys = await assume({ Policy: JSON.stringify(allow('*')) });
    expect((await callPeer(peer, keys, 'sample', { Action: 'Write' })).body).toContain(
      'no identity-based policy',
    );
  });

  it.each([
    ['a session name with a space', { RoleSessionName: 'a b' }, 'ValidationError'],
    ['a source identity of one character', { SourceIdentity: 'x' }, 'ValidationError'],
    ['a tag with markup', { Tags: [{ Key: 'why', Value: '<b>' }] }, 'ValidationError'],
    ['less than a quarter of an hour', { DurationSeconds: 899 }, 'ValidationError'],
    ['longer than the role lets', { DurationSeconds: 3_601 }, 'ValidationError'],
    ['a policy that is none', { Policy: '{' }, 'MalformedPolicyDocumentException'],
    ['a policy that is too long', { Policy: JSON.stringify(allow('x'.repeat(2_048))) }, 'ValidationError'],
    ['a role that is not there', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/nobody` }, 'AccessDenied'],
  ])('refuses %s', async (_, over, name) => {
    await expect(assume(over)).rejects.toMatchObject({ name });
  });

  it('keeps inline policies up to their common limit, and spreads them in its own time', async () => {
    const iam = new IAMClient(configuration());
    const keys = await assume();
    const put = (PolicyName: string, document: object) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: 'reader',
          PolicyName,
          PolicyDocument: JSON.stringify(document),
        }),
      );
    const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
    peer.spreadsWithin = 5_000;
    await put('stop', deny);
    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({ RoleName: 'reader', PolicyName: 'stop' }),
    );

    expect(JSON.parse(decodeURIComponent(PolicyDocument!))).toEqual(deny);
    expect((await readSample(peer, keys)).status).toBe(200);
    peer.clock.advance(5_000);
    expect((await readSample(peer, keys)).body).toContain('explicit deny in an identity-based policy');
    await expect(put('much', allow('x'.repeat(10_240)))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });

  it('misbehaves when told to', async () => {
    const identity = () => sts().send(new GetCallerIdentityCommand({}));
    for (const [kind, name] of [
      ['throttle', 'Throttling'],
      ['fail', 'ServiceUnavailable'],
      ['lose-answer', 'Error'],
    ] as const) {
      peer.mischief = { kind };
      await expect(identity()).rejects.toMatchObject({ name });
    }
    peer.mischief = { kind: 'throttle', action: 'AssumeRole' };
    await identity();
  });
});
