import { passwordBucket } from './known-device';

const PERSON = 'a0000000-0000-7000-8000-000000000001';
const changedAt = new Date('2026-03-02T09:00:00Z');
const device = { id: 'd1', personId: PERSON, since: changedAt };
const strangers = `password:person:${PERSON}`;

describe('the attempts that a password counts among', () => {
  it('are the device’s own where its person has signed in with this very password', () => {
    expect(passwordBucket({ personId: PERSON }, { changedAt }, device)).toBe(`password:device:${PERSON}:d1`);
  });

  it.each([
    ['there is no device', { changedAt }, undefined],
    ['the device is somebody else’s', { changedAt }, { ...device, personId: PERSON.replace('1', '2') }],
    ['the password is newer', { changedAt: new Date(changedAt.getTime() + 1) }, device],
    ['there is no password', undefined, device],
  ])('are those of strangers where %s', (_, stored, known) => {
    expect(passwordBucket({ personId: PERSON }, stored, known)).toBe(strangers);
  });

  it('are the name’s where nobody has it', () => {
    expect(passwordBucket({ unknownName: 'ff' }, undefined, device)).toBe('password:name:ff');
  });
});
