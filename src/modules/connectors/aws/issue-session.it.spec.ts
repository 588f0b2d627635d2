import { inspect } from 'node:util';

import { ACCOUNT } from '../../../../test/peers/aws/account';
import { keysOf } from '../../../../test/peers/aws/aws-target';
import { onAwsAccount } from '../../../../test/peers/aws/on-aws-account';
import { callPeer, readSample } from '../../../../test/peers/aws/sample-client';
import { withVariables } from '../../../../test/support/environment-variables';
import { Redacted } from '../../../kernel';
import type { IssuedCredential } from '../connector';

const text = ({ formats }: IssuedCredential, id: string): string =>
  formats.find((format) => format.id === id)!.text.reveal();
const hint = ({ formats }: IssuedCredential, id: string): string =>
  formats.find((format) => format.id === id)!.hint!;

onAwsAccount('the issue of a leased session', (at) => {
  const sessionOf = (credential: IssuedCredential) =>
    at().peer.account.sessions.get(keysOf(credential).accessKeyId)!;
  const asked = (): URLSearchParams =>
    at().peer.calls.findLast(({ action }) => action === 'AssumeRole')!.form;

  it('names the session after the lease, the person in everything it does, and what it is for', async () => {
    const lease = at().lease();
    const session = sessionOf(
      await at().issue({
        ...lease,
        about: { ...lease.about, purpose: 'Finding what’s wrong (urgent), <now>.', ticket: 'SUP-7' },
      }),
    );

    expect(session).toMatchObject({ name: lease.targetName, sourceIdentity: 'lea' });
    expect(session.tags).toEqual({
      'sallyport:person': 'lea',
      'sallyport:profile': 'customer-data',
      'sallyport:request': lease.about.requestId,
      'sallyport:purpose': 'Finding what_s wrong _urgent__ _now_.',
      'sallyport:ticket': 'SUP-7',
    });
  });

  it.each([
    ['a quarter of an hour for a grant of a minute', {}, 60, 900],
    ['as long as the grant', {}, 1_800, 1_800],
    ['as long as the entitlement lets for a grant of a day', { maxSession: 2_700 }, 86_400, 2_700],
    ['an hour at most from a role’s session', { chained: true }, 7_200, 3_600],
  ])('asks for %s', async (_, entitlement, seconds, expected) => {
    await at().issue(at().lease(entitlement, seconds));
    expect(Math.abs(Number(asked().get('DurationSeconds')) - expected)).toBeLessThanOrEqual(1);
  });

  it('narrows the session to what the entitlement says', async () => {
    const narrow = [{ Effect: 'Allow', Action: 'sample:Read', Resource: 'arn:aws:sample:::customers' }];
    const keys = keysOf(await at().issue(at().lease({ sessionPolicy: narrow })));

    expect((await readSample(at().peer, keys)).status).toBe(200);
    const other = await callPeer(at().peer, keys, 'sample', { Action: 'Read', Table: 'invoices' });
    expect(other.body).toContain('no session policy allows');
  });

  it('binds the session to the person’s address where the entitlement wants it', async () => {
    const lease = at().lease({ restrictToAddress: true });
    const from = (callerAddress: string | undefined) =>
      at().issue({ ...lease, about: { ...lease.about, callerAddress } });

    expect(await at().works(await from('::ffff:127.0.0.1'))).toBe(true);
    const elsewhere = await readSample(at().peer, keysOf(await from('203.0.113.7')));
    expect(elsewhere.body).toContain('explicit deny in a session policy');
    await expect(from(undefined)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('address'),
    });
  });

  it('gives each client what it reads, and says when it ends', async () => {
    const credential = await at().issue(at().lease({}, 7_200));
    const { accessKeyId, secretAccessKey, sessionToken } = keysOf(credential);

    expect(credential.formats.map(({ id }) => id)).toEqual([
      'env',
      'credential-process',
      'profile',
      'config',
    ]);
    expect(text(credential, 'env').split('\n')).toEqual([
      `export AWS_ACCESS_KEY_ID='${accessKeyId}'`,
      `export AWS_SECRET_ACCESS_KEY='${secretAccessKey}'`,
      `export AWS_SESSION_TOKEN='${sessionToken}'`,
      "export AWS_REGION='eu-west-3'",
      "export AWS_DEFAULT_REGION='eu-west-3'",
    ]);
    expect(JSON.parse(text(credential, 'credential-process'))).toMatchObject({
      Version: 1,
      Expiration: sessionOf(credential)
        .expiresAt.toISOString()
        .replace(/\.\d{3}/, '.000'),
    });
    expect(text(credential, 'profile')).toMatch(
      /^\[sallyport-customer-data-session\]\naws_access_key_id = ASIA/,
    );
    expect(text(credential, 'config').split('\n')).toEqual([
      '[profile sallyport-customer-data]',
      'region = eu-west-3',
      'credential_process = sallyport aws creds customer-data',
    ]);
    const { about } = at().lease();
    const second = await at().issue({ ...at().lease(), about: { ...about, entitlement: 'archive-writer' } });
    expect(text(second, 'profile')).toMatch(/^\[sallyport-customer-data\.archive-writer-session\]\n/);
    expect(text(second, 'config').split('\n')).toEqual([
      '[profile sallyport-customer-data.archive-writer]',
      'region = eu-west-3',
      'credential_process = sallyport aws creds customer-data --entitlement archive-writer',
    ]);
    expect(hint(credential, 'env')).toContain('before the grant does');
    expect(hint(await at().issue(at().lease({}, 600)), 'env')).toMatch(
      /From .* on AWS refuses whatever is done/,
    );
  });

  it('hands out a link into the console that lives for a quarter of an hour', async () => {
    const credential = await at().issue(at().lease({ console: true }));
    const follow = () => fetch(text(credential, 'console'), { redirect: 'manual' });
    const answer = await follow();

    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(
      'https://console.aws.amazon.com/console/home?region=eu-west-3',
    );
    expect(await answer.text()).toBe(keysOf(credential).accessKeyId);
    at().peer.clock.advance(15 * 60_000);
    expect((await follow()).status).toBe(400);
  });

  it('finds everything at the endpoint that the credential names, unless the settings name another', async () => {
    const credential = JSON.stringify({ ...at().brokerKeys, endpoint: at().peer.endpoint });
    const system = { ...at().systemWith({ endpoints: {} }), credential: new Redacted(credential) };
    const issued = await at().connector.issue(system, at().lease({ console: true }));

    expect(await at().works(issued)).toBe(true);
    expect(text(issued, 'console')).toContain(`${at().peer.endpoint}/federation?Action=login`);
    const nowhere = { sts: 'http://127.0.0.1:9', iam: 'http://127.0.0.1:9' };
    const elsewhere = {
      ...system,
      id: 'elsewhere',
      settings: at().systemWith({ endpoints: nowhere }).settings,
    };
    await expect(at().connector.issue(elsewhere, at().lease())).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('I17 says nothing of the keys when the sign-in service does not answer', async () => {
    const system = at().systemWith({
      endpoints: {
        sts: at().peer.endpoint,
        iam: at().peer.endpoint,
        signIn: 'http://127.0.0.1:9/federation',
      },
    });
    const failure: unknown = await at()
      .connector.issue(system, at().lease({ console: true }))
      .catch((error: unknown) => error);
    const secrets = [...at().peer.account.sessions.values()].flatMap(({ key }) => [key.secret, key.token!]);

    expect(failure).toMatchObject({ name: 'TargetError', code: 'unreachable' });
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) expect(inspect(failure, { depth: 10 })).not.toContain(secret);
  });

  it('says what is too large when AWS cannot pack it', async () => {
    at().peer.packedBytes = 100;
    await expect(at().issue(at().lease())).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('shorten the entitlement’s session policy'),
    });
  });

  it('tells what kind of failure it was, and keeps to its time', async () => {
    const { peer } = at();
    for (const [kind, code] of [
      ['throttle', 'unreachable'],
      ['fail', 'unreachable'],
      ['hang', 'timeout'],
    ] as const) {
      peer.mischief = { kind };
      const began = performance.now();
      await expect(at().issue(at().lease())).rejects.toMatchObject({ name: 'TargetError', code });
      expect(performance.now() - began).toBeLessThan(6_000);
    }
  });

  it('tells broken credentials of the broker from missing rights, and repeats none of them', async () => {
    const issueAs = (credential: string): Promise<unknown> =>
      at()
        .connector.issue({ ...at().system, credential: new Redacted(credential) }, at().lease())
        .catch((error: unknown) => error);
    const { accessKeyId } = at().brokerKeys;
    const wrong = await issueAs(JSON.stringify({ accessKeyId, secretAccessKey: 'canary-wrong' }));
    const garbled = await issueAs('canary-garbled');
    const unknown = await issueAs(JSON.stringify({ accessKeyId: 'AKIACANARY', secretAccessKey: 'x' }));

    expect(wrong).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
    expect(garbled).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('is not JSON of the form'),
    });
    expect(unknown).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('InvalidClientTokenId'),
    });
    expect(inspect([wrong, garbled, unknown], { depth: 10 })).not.toMatch(/canary/i);
  });

  it('takes endpoints and credentials from where the AWS SDK does, when the settings name none', async () => {
    const { peer, brokerKeys } = at();
    const system = {
      ...at().systemWith({ endpoints: {} }),
      credential: new Redacted(''),
    };
    const variables = {
      AWS_ENDPOINT_URL_STS: peer.endpoint,
      AWS_ENDPOINT_URL_IAM: peer.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    };
    const lease = at().lease();
    await withVariables(variables, async () => {
      await expect(at().connector.issue(system, lease)).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('No AWS credential was found where the broker runs'),
      });
    });
    const keys = {
      AWS_ACCESS_KEY_ID: brokerKeys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: brokerKeys.secretAccessKey,
    };
    await withVariables({ ...variables, ...keys }, async () => {
      const own = at().another();
      expect(await at().works(await own.issue(system, lease))).toBe(true);
      await own.revoke(system, lease);
      expect(await own.verify(system, lease)).toMatchObject({ absent: true });
    });
  });

  it('corrects itself when its own clock is off, as AWS tells it', async () => {
    at().peer.clock.advance(3_600_000);
    expect(await at().works(await at().issue(at().lease()))).toBe(true);
  });

  it('knows a role that is not there as a right that is missing, as AWS does', async () => {
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/nobody`;
    await expect(at().issue(at().lease({ roleArn }))).rejects.toMatchObject({ code: 'rights_missing' });
  });
});
