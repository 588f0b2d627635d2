import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EventWords, type EventView } from '../audit';
import { open, OpenField, type AuditEventInput } from '../../platform/database/audit-event';
import * as factorEvents from './factors/factor-events';
import * as events from './identity-events';
import { IdentityWords } from './identity-words';

const SRC = resolve(__dirname, '../..');
const PERSON = 'a0000000-0000-7000-8000-000000000001';
const who = { personId: PERSON, sessionId: 'b0000000-0000-7000-8000-000000000002' };
const lockout = { until: new Date('2026-01-05T09:15:00.000Z'), inARow: 1 };
const binding = { action: 'requests.approve', subjectId: PERSON, digest: 'ab'.repeat(32) };

/** Whatever a controller says that a second factor has to cover. */
const confirmedActions = (): string[] => {
  const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.controller.ts'),
  );
  return sources.flatMap((name) =>
    [...readFileSync(join(SRC, name), 'utf8').matchAll(/stepUp: '([^']+)'/g)].flatMap(([, actions]) =>
      actions.split('` or `'),
    ),
  );
};

const asRead = ({ type, subject, related = [], data = {} }: AuditEventInput): EventView => ({
  id: 'c0000000-0000-7000-8000-000000000003',
  at: new Date('2026-01-05T09:00:00.000Z'),
  type,
  severity: 'info',
  actor: { kind: 'anonymous', address: null },
  requestId: null,
  subject,
  related,
  data: Object.fromEntries(
    Object.entries(data).flatMap(([name, field]) => (OpenField.is(field) ? [[name, field.value]] : [])),
  ),
  personal: {},
  index: null,
});

describe('events of sign-in', () => {
  const words = new EventWords();
  words.nameThings('person', () => Promise.resolve(new Map([[PERSON, 'Camille Petit']])));
  new IdentityWords(words).onModuleInit();
  const tell = async (event: AuditEventInput) => (await words.name([asRead(event)]))[0].sentence;

  it.each<[string, AuditEventInput]>([
    ['Camille Petit gave the right password', events.firstFactorAccepted(who, 'password')],
    [
      'Camille Petit signed in with password and authenticator code',
      events.signedIn(who, ['password', 'totp']),
    ],
    [
      'A session of Camille Petit ended: signed in again',
      events.signedOut(PERSON, who.sessionId, 'signed-in-again'),
    ],
    ['All sessions of Camille Petit ended (2)', events.sessionsEnded(PERSON, 2, 'person-disabled')],
    [
      'A sign-in as Camille Petit was refused: the password was wrong',
      events.signInRefused({ personId: PERSON }, 'wrong-password'),
    ],
    [
      'A sign-in was refused: nobody has that name',
      events.signInRefused({ unknownName: 'ff' }, 'unknown-name'),
    ],
    [
      'A second factor of Camille Petit was refused: the code had been used already',
      events.secondFactorRefused(PERSON, 'code-already-used'),
    ],
    [
      'Camille Petit is locked out after too many attempts at the second factor',
      events.lockedOut({ personId: PERSON }, 'second-factor', lockout),
    ],
    [
      'A name that nobody has is locked after too many attempts at the password',
      events.lockedOut({ unknownName: 'ff' }, 'password', lockout),
    ],
    [
      'Camille Petit confirmed an approval with a second factor',
      events.steppedUp(PERSON, who.sessionId, binding, 'totp'),
    ],
    ['Camille Petit got a new password', events.passwordSet(PERSON)],
    [
      'Camille Petit enrolled a passkey, as their first factor, with nobody vouching',
      factorEvents.factorEnrolled(PERSON, { kind: 'passkey', id: PERSON, name: 'Key' }, 'own-account'),
    ],
    ['Camille Petit used a recovery code; 9 are left', factorEvents.recoveryCodeUsed(PERSON, 9)],
    [
      'A sign-in was refused: the passkey was asked by another site',
      events.signInRefused({ unknownPasskey: 'ff' }, 'foreign-origin'),
    ],
    ['Access refused: grant', events.accessRefused({ kind: 'grant', id: PERSON.replace('a', 'd') }, 'read')],
  ])('read "%s"', async (sentence, event) => {
    expect(await tell(event)).toBe(sentence);
  });

  it.each(confirmedActions())('have words for a second factor over %s', async (action) => {
    const sentence = await tell(events.steppedUp(PERSON, who.sessionId, { ...binding, action }, 'totp'));
    expect(sentence).not.toContain(action);
  });

  it('say what is not known in the words of the event', async () => {
    const event = events.signInRefused({ personId: PERSON }, 'wrong-password');
    const later = { ...event, data: { reason: open('a-reason-of-tomorrow') } };
    expect(await tell(later)).toBe('A sign-in as Camille Petit was refused: a-reason-of-tomorrow');
  });
});
