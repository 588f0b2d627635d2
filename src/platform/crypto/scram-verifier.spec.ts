import { createHash, createHmac } from 'node:crypto';

import { scramVerifier } from './scram-verifier';

const xor = (left: Buffer, right: Buffer): Buffer =>
  Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));

function partsOf(verifier: string): {
  iterations: number;
  salt: string;
  storedKey: Buffer;
  serverKey: Buffer;
} {
  const match = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(verifier);
  if (!match) throw new Error('This is not a verifier.');
  const [, iterations, salt = '', stored = '', server = ''] = match;
  return {
    iterations: Number(iterations),
    salt,
    storedKey: Buffer.from(stored, 'base64'),
    serverKey: Buffer.from(server, 'base64'),
  };
}

describe('scramVerifier', () => {
  /** The exchange printed in RFC 7677, section 3. */
  const rfc7677 = {
    password: 'pencil',
    salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
    iterations: 4096,
    authMessage:
      'n=user,r=rOprNGfwEbeRWgbNEkqO,' +
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,' +
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    clientProof: 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    serverSignature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  };
  const rfcVerifier = () =>
    scramVerifier(rfc7677.password, rfc7677.iterations, Buffer.from(rfc7677.salt, 'base64'));

  it('accepts the client proof of RFC 7677', async () => {
    const { storedKey } = partsOf(await rfcVerifier());
    const clientSignature = createHmac('sha256', storedKey).update(rfc7677.authMessage).digest();
    const clientKey = xor(Buffer.from(rfc7677.clientProof, 'base64'), clientSignature);

    expect(createHash('sha256').update(clientKey).digest()).toEqual(storedKey);
  });

  it('gives the server signature of RFC 7677', async () => {
    const { serverKey } = partsOf(await rfcVerifier());

    expect(createHmac('sha256', serverKey).update(rfc7677.authMessage).digest('base64')).toBe(
      rfc7677.serverSignature,
    );
  });

  it('writes iterations and salt where PostgreSQL looks for them', async () => {
    expect(partsOf(await rfcVerifier())).toMatchObject({ iterations: 4096, salt: rfc7677.salt });
    expect(partsOf(await scramVerifier('x', 1)).iterations).toBe(1);
  });

  it('salts every verifier anew', async () => {
    expect(await scramVerifier('same', 1)).not.toBe(await scramVerifier('same', 1));
  });

  it('refuses what SASLprep would have to change', async () => {
    for (const password of ['', 'naïve', 'two words', 'tab\t']) {
      await expect(scramVerifier(password, 1)).rejects.toThrow(RangeError);
    }
  });
});
