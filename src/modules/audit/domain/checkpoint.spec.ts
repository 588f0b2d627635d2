import { generateKeyPairSync } from 'node:crypto';
import { openCheckpoint, signCheckpoint } from './checkpoint';
import { parseKeyring, parseSignerKeys } from './keyring';
import { EMPTY_ROOT, hashLeaf } from './merkle';
import {
  newSignerKey,
  noteSigner,
  openNote,
  parseSignerKey,
  parseVerifierKey,
  signNote,
  verifierKeyOf,
  type NoteFault,
} from './signed-note';

/** The example that the format's first implementation publishes with its documentation. */
const PUBLISHED = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature: 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=',
};

const newSigner = (name = 'sallyport/example') => noteSigner(name, generateKeyPairSync('ed25519').privateKey);
const head = { size: 7, root: hashLeaf(Buffer.from('x')), signedAt: new Date('2026-01-05T09:00:00.000Z') };
const faultOf = (work: () => unknown): NoteFault | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { fault: NoteFault }).fault;
  }
};

describe('signed note', () => {
  it('opens the published example', () => {
    const note = `${PUBLISHED.text}\n\u2014 PeterNeumann ${PUBLISHED.signature}\n`;
    expect(openNote(note, parseVerifierKey(PUBLISHED.key))).toBe(PUBLISHED.text);
  });

  it('opens what it signed, also beside the signatures of others', () => {
    const [ours, witness] = [newSigner(), newSigner('witness.example')];
    const note = signNote('one\ntwo\n', ours);
    const cosigned = note + signNote('one\ntwo\n', witness).split('\n\n')[1];
    for (const signer of [ours, witness]) {
      expect(openNote(cosigned, parseVerifierKey(verifierKeyOf(signer)))).toBe('one\ntwo\n');
    }
  });

  it('refuses a changed text, a foreign key, a key of the same name, and what is no note', () => {
    const signer = newSigner();
    const key = parseVerifierKey(verifierKeyOf(signer));
    const note = signNote('size 10\n', signer);
    const [text, line] = note.split('\n\n') as [string, string];
    expect(faultOf(() => openNote(note.replace('10', '11'), key))).toBe('bad-signature');
    expect(faultOf(() => openNote(note, parseVerifierKey(verifierKeyOf(newSigner('other')))))).toBe(
      'not-signed-by-key',
    );
    expect(faultOf(() => openNote(note, parseVerifierKey(verifierKeyOf(newSigner()))))).toBe(
      'not-signed-by-key',
    );
    for (const broken of [
      '',
      text,
      note.trimEnd(),
      `${text}\r\n\n${line}`,
      note.replace('\u2014', '-'),
      note.replace(/.{4}\n$/, '\n'),
      `${note}x`,
      `${'a'.repeat(70_000)}\n\n${line}`,
    ]) {
      expect(['malformed-note', 'bad-signature']).toContain(faultOf(() => openNote(broken, key)));
    }
  });

  it('keeps a private key as one line that reads back to the same key', () => {
    const text = newSignerKey('sallyport/kept');
    const signer = parseSignerKey(`${text}\n`);
    expect(text).toMatch(/^PRIVATE\+KEY\+sallyport\/kept\+[0-9a-f]{8}\+/);
    expect(openNote(signNote('x\n', signer), parseVerifierKey(verifierKeyOf(parseSignerKey(text))))).toBe(
      'x\n',
    );
    const renamed = text.replace('kept', 'lost');
    for (const broken of ['', text.slice(0, -3), renamed, verifierKeyOf(signer)]) {
      expect(faultOf(() => parseSignerKey(broken))).toBe('malformed-key');
    }
    expect(() => parseSignerKey(renamed)).toThrow(
      /^This is no signer key: it must read PRIVATE\+KEY\+name\+id\+key/,
    );
  });

  it('refuses to sign a text that would read differently afterwards', () => {
    for (const text of ['no newline', 'a\n\nb\n', 'tab\there\n', 'lone \ud800\n']) {
      expect(faultOf(() => signNote(text, newSigner()))).toBe('malformed-note');
    }
  });

  it('refuses keys that are cut, renamed, of another kind, or badly named', () => {
    const text = verifierKeyOf(newSigner('log'));
    for (const key of ['', 'log', text.slice(0, -4), text.replace('log', 'lag'), text.replace('+A', '+B')]) {
      expect(faultOf(() => parseVerifierKey(key))).toBe('malformed-key');
    }
    for (const name of ['', 'two words', 'a+b', 'a\nb'])
      expect(faultOf(() => newSigner(name))).toBe('malformed-key');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(faultOf(() => noteSigner('log', rsa))).toBe('malformed-key');
  });
});

describe('checkpoint', () => {
  it('says the same after signing and opening, in the lines of the standard', () => {
    const signer = newSigner();
    const note = signCheckpoint(head, signer);
    expect(openCheckpoint(note, [parseVerifierKey(verifierKeyOf(signer))])).toMatchObject({
      origin: signer.name,
      ...head,
    });
    expect(note.split('\n').slice(0, 4)).toEqual([
      'sallyport/example',
      '7',
      head.root.toString('base64'),
      'signed-at 2026-01-05T09:00:00.000Z',
    ]);
  });

  it('refuses texts that are signed but are no checkpoint', () => {
    const signer = newSigner();
    const key = parseVerifierKey(verifierKeyOf(signer));
    const [good] = signCheckpoint(head, signer).split('\n\n') as [string];
    const texts = {
      otherLog: good.replace('sallyport/example', 'sallyport/other'),
      leadingZero: good.replace('\n7\n', '\n07\n'),
      negative: good.replace('\n7\n', '\n-7\n'),
      huge: good.replace('\n7\n', '\n99999999999999999\n'),
      shortRoot: good.replace(head.root.toString('base64'), 'AAAA'),
      noTime: good.replace(/\nsigned-at .*/, ''),
      badTime: good.replace(/T09/, 'T99'),
    };
    for (const text of Object.values(texts)) {
      expect(faultOf(() => openCheckpoint(signNote(`${text}\n`, signer), [key]))).toBe('malformed-note');
    }
    expect(openCheckpoint(signNote(`${good}\nof-another-tool x\n`, signer), [key]).size).toBe(7);
    expect(openCheckpoint(signCheckpoint({ ...head, size: 0, root: EMPTY_ROOT }, signer), [key]).size).toBe(
      0,
    );
  });
});

describe('keyring', () => {
  it('reads the keys of a log, newest first, and what the signer keeps of itself', () => {
    const [now, before, first] = [newSignerKey('log'), newSignerKey('log'), newSignerKey('log')];
    const replaced = [before, first].map((key) => verifierKeyOf(parseSignerKey(key)));
    const keys = parseSignerKeys(`${now}\n${replaced.join('\n')}\n\n`);
    expect(keys.verifierKeys).toBe([verifierKeyOf(parseSignerKey(now)), ...replaced].join('\n'));
    expect(keys.keyring.map(({ keyId }) => keyId)).toEqual(
      parseKeyring(keys.verifierKeys).map(({ keyId }) => keyId),
    );
    expect(keys.signer.keyId).toEqual(keys.keyring[0].keyId);
    for (const key of [now, before, first]) {
      const opened = openCheckpoint(signCheckpoint(head, parseSignerKey(key)), keys.keyring);
      expect(opened.signedBy.keyId).toEqual(parseSignerKey(key).keyId);
    }
    expect(faultOf(() => openCheckpoint(signCheckpoint(head, newSigner('log')), keys.keyring))).toBe(
      'not-signed-by-key',
    );
  });

  it('refuses nothing, and a private key where a public one belongs', () => {
    for (const text of ['', '\n \n', newSignerKey('log')])
      expect(faultOf(() => parseKeyring(text))).toBe('malformed-key');
  });
});
