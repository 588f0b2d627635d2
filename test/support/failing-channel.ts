import { SECOND } from '../../src/kernel';
import { DeliverNotificationsJob } from '../../src/modules/notifications/delivery/deliver-notifications.job';
import type { MailServer } from '../peers/mail-server';
import type { NoteBoard } from '../peers/note-board';
import type { TestBroker } from './broker';
import type { Json, Person } from './person';
import { ask, eventually } from './postgres-client';

export interface ToldScene {
  readonly broker: TestBroker;
  readonly mail: MailServer;
  readonly board: NoteBoard;
  readonly lea: Person;
  readonly hugo: Person;
  readonly ines: Person;
  readonly everythingSaid: () => Promise<void>;
  readonly subjectsTo: (person: Person) => string[];
  /** Who was told of it, by which channel, and what came of it. */
  readonly toldOf: (subjectId: string) => Promise<Json[]>;
  readonly idOf: (handle: string) => Promise<string>;
}

/** What becomes of what one channel does not take: a part of `telling.it.spec.ts`, on its broker. */
export function describeFailingChannel(scene: () => ToldScene): void {
  let { broker, mail, board, lea, hugo, ines, everythingSaid, subjectsTo, toldOf, idOf } = {} as ToldScene;

  beforeAll(() => {
    ({ broker, mail, board, lea, hugo, ines, everythingSaid, subjectsTo, toldOf, idOf } = scene());
  });

  const until = <T>(what: () => T[], count: number) =>
    eventually(
      () => Promise.resolve(what()),
      ({ length }) => length >= count,
    );

  const refused = (subjectId: string) =>
    ask(
      broker.database.url('sallyport'),
      `SELECT d.channel FROM notification_delivery d JOIN notification n ON n.id = d.notification_id
       WHERE n.subject_id = $1 AND d.last_failure IS NOT NULL`,
      [subjectId],
    );

  it.each(['refuses', 'is away'] as const)('that %s loses nothing: e-mail takes over', async (mood) => {
    board.mood = mood;
    board.people.add(await idOf('hugo'));
    const request = await lea.ask();
    await until(() => subjectsTo(hugo), 1);
    expect(subjectsTo(hugo)[0]).toContain('asks for access');
    // A letter is there before the record of it.
    const hugosCopies = await eventually(
      async () => (await toldOf(request.id)).filter(({ handle }) => handle === 'hugo'),
      (copies) => copies.some(({ channel, state }) => channel === 'mail' && state === 'delivered'),
    );
    expect(hugosCopies).toMatchObject([
      { channel: 'mail', state: 'delivered' },
      { channel: 'slack', state: mood === 'refuses' ? 'failed' : 'waiting' },
    ]);
    expect((await hugo.decide(request)).status).toBe(200);
  });

  it('for one person holds up nobody else, whoever waited first; and e-mail takes over at once', async () => {
    const [hugosId, inesId] = [await idOf('hugo'), await idOf('ines')];
    board.people.add(hugosId).add(inesId);
    board.cutOff.add(hugosId);
    await lea.ask({ profile: 'usage-metrics-read' });
    await lea.ask();
    await until(() => board.of(inesId), 1);
    await until(() => subjectsTo(hugo), 2);
    expect(board.of(hugosId)).toEqual([]);
  });

  it('hands on also when its worker died in the second try', async () => {
    board.mood = 'is slow';
    board.people.add(await idOf('hugo'));
    const request = await lea.ask();
    await until(() => subjectsTo(ines), 1);
    // Once the first try is over and written down: whoever has it in hand would wait out its claim.
    const tries = () =>
      ask<{ attempts: number }>(
        broker.database.url('sallyport'),
        `UPDATE notification_delivery d SET attempts = 2, fence = fence + 1 FROM notification n
         WHERE n.id = d.notification_id AND n.subject_id = $1 AND d.channel = 'slack' AND d.attempts = 1
           AND d.last_failure IS NOT NULL
         RETURNING d.attempts`,
        [request.id],
      );
    expect(await eventually(tries, ({ length }) => length === 1)).toEqual([{ attempts: 2 }]);
    broker.clock.advance(31 * SECOND);
    await everythingSaid();
    await until(() => subjectsTo(hugo), 1);
    expect(subjectsTo(hugo)[0]).toContain('asks for access');
  });

  it('that is slow holds one place of the worker, however much there is to tell', async () => {
    board.people.add(await idOf('hugo')).add(await idOf('ines'));
    const release = board.hold();
    await lea.ask();
    await eventually(
      () => Promise.resolve(board.held),
      (held) => held > 0,
    );
    await broker.get(DeliverNotificationsJob).run();
    expect(board.held).toBe(1);
    release();
    await until(() => [...board.notes.values()], 2);
  });

  it('that asks to be left alone is left alone until then, by all, and nobody is told twice for it', async () => {
    board.people.add(await idOf('hugo')).add(await idOf('ines'));
    const soon = () => new Date(broker.clock.now().getTime() + 20 * SECOND);
    board.busyUntil = soon();
    await lea.ask();
    for (let round = 0; round < 3; round += 1) {
      await everythingSaid();
      broker.clock.advance(21 * SECOND);
      board.busyUntil = soon();
    }
    board.busyUntil = undefined;
    // The worker beside this test may have asked once more meanwhile, and has its own time to wait.
    await eventually(
      async () => {
        broker.clock.advance(21 * SECOND);
        await everythingSaid();
        return [...board.notes.values()];
      },
      ({ length }) => length >= 2,
    );
    await everythingSaid();
    expect([...subjectsTo(hugo), ...subjectsTo(ines)]).toEqual([]);
  });

  it('that comes back too late is spared what was settled meanwhile', async () => {
    mail.mood = 'greylists';
    const request = await lea.ask();
    // Each was refused once, by whoever tried it, before anything is settled or the server's mood changes.
    await eventually(
      async () => {
        await everythingSaid();
        return refused(request.id);
      },
      ({ length }) => length === 2,
    );
    await lea.post(`/requests/${request.id}/cancel`);
    mail.mood = 'takes';
    await eventually(
      async () => {
        broker.clock.advance(31 * SECOND);
        await everythingSaid();
        return toldOf(request.id);
      },
      (copies) => copies.every(({ state }) => state !== 'waiting'),
    );
    expect(mail.received).toEqual([]);
    expect(await toldOf(request.id)).toMatchObject([
      { handle: 'hugo', state: 'withdrawn' },
      { handle: 'ines', state: 'withdrawn' },
    ]);
  });
}
