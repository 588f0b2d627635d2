import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { onAwsAccount } from '../../../../test/peers/aws/on-aws-account';
import { describeWhere } from '../../../../test/support/describe-where';
import { missingPrograms } from '../../../../test/support/programs';
import { testEnvironment } from '../../../../test/support/test-environment';
import type { IssuedCredential } from '../connector';

const run = promisify(execFile);

describeWhere(missingPrograms('aws', 'sh'))('with the AWS command line', () => {
  onAwsAccount('what a person is shown', (at) => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sallyport-aws-cli-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const text = ({ formats }: IssuedCredential, id: string): string =>
      formats.find((format) => format.id === id)!.text.reveal();
    const withFile = async (name: string, content: string): Promise<string> => {
      const path = join(folder, name);
      await writeFile(path, content, { mode: 0o600 });
      return path;
    };
    /** A shell in which nothing of AWS is known but where the stand-in is. */
    const shell = async (script: string, variables: Record<string, string> = {}): Promise<string> => {
      const { stdout } = await run('sh', ['-c', script], {
        env: {
          ...testEnvironment(),
          AWS_ENDPOINT_URL_STS: at().peer.endpoint,
          AWS_ENDPOINT_URL_IAM: at().peer.endpoint,
          AWS_CONFIG_FILE: '/dev/null',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          AWS_MAX_ATTEMPTS: '1',
          ...variables,
        },
      });
      return stdout;
    };
    const IDENTITY = 'aws sts get-caller-identity --query Arn --output text';

    it('works as it stands there: environment lines, credential_process, profile', async () => {
      const lease = at().lease();
      const credential = await at().issue(lease);
      const arn = `arn:aws:sts::111122223333:assumed-role/customer-reader/${lease.targetName}\n`;
      const json = await withFile('keys.json', text(credential, 'credential-process'));
      const config = await withFile(
        'config',
        `[default]\nregion = eu-west-3\ncredential_process = cat ${json}\n`,
      );
      const asked = await withFile('config-asked', text(credential, 'config'));
      const command = await withFile(
        'sallyport',
        `#!/bin/sh\n[ "$*" = "aws creds customer-data" ] && cat ${json}\n`,
      );
      await chmod(command, 0o755);
      const profiles = await withFile('credentials', `${text(credential, 'profile')}\n`);

      expect(await shell(`${text(credential, 'env')}\n${IDENTITY}`)).toBe(arn);
      expect(await shell(IDENTITY, { AWS_CONFIG_FILE: config })).toBe(arn);
      expect(
        await shell(`PATH=${dirname(command)}:$PATH ${IDENTITY} --profile sallyport-customer-data`, {
          AWS_CONFIG_FILE: asked,
        }),
      ).toBe(arn);
      expect(
        await shell(`${IDENTITY} --profile sallyport-customer-data-session`, {
          AWS_SHARED_CREDENTIALS_FILE: profiles,
        }),
      ).toBe(arn);
    });

    it('is refused once the lease was ended', async () => {
      const lease = at().lease();
      const credential = await at().issue(lease);
      const aliases = () => shell(`${text(credential, 'env')}\naws iam list-account-aliases --output text`);
      expect(await aliases()).toContain('peer');
      await at().end(lease);

      await expect(aliases()).rejects.toMatchObject({
        stderr: expect.stringContaining('explicit deny in an identity-based policy'),
      });
    });
  });
});
