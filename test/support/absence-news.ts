import { MINUTE } from '../../src/kernel';
import { EndAbsencesJob } from '../../src/modules/requests/absences/end-absences.job';
import type { NoteBoard } from '../peers/note-board';
import type { TestBroker } from './broker';
import type { Person } from './person';
import { signed } from './sign-what-was-sent';

export interface AbsenceScene {
  readonly broker: TestBroker;
  readonly board: NoteBoard;
  readonly silence: () => Promise<unknown>;
  readonly subjectsTo: (person: Person) => string[];
  readonly idOf: (handle: string) => Promise<string>;
}

/** Whoever is named as a stand-in was not asked: a part of `telling.it.spec.ts`, on its broker. */
export function describeAbsenceNews(scene: () => AbsenceScene): void {
  let milan: Person;
  let tomasz: Person;
  let saoirse: Person;

  beforeAll(async () => {
    const { broker } = scene();
    [milan, tomasz, saoirse] = [
      await broker.signIn('milan'),
      await broker.signIn('tomasz'),
      await broker.signIn('saoirse'),
    ];
  });

  const away = (person: Person, standIn: string) => {
    const until = new Date(scene().broker.clock.now().getTime() + 10 * MINUTE).toISOString();
    return signed(person, '/absences', { standIn, until });
  };

  it('is told to the stand-in, and when it ran out, as does every copy of what they were asked', async () => {
    const { broker, board, silence, idOf } = scene();
    const saoirsesId = await idOf('saoirse');
    const said = () => board.of(saoirsesId).map(({ message }) => message);
    board.people.add(saoirsesId);
    expect((await away(tomasz, 'saoirse')).status).toBe(200);
    const request = await milan.ask({ profile: 'usage-metrics-read' });
    await silence();
    expect(said().map(({ title }) => title)).toEqual([
      'You stand in for Tomasz Wilk',
      expect.stringContaining('Milan Novotny asks for access'),
    ]);
    expect(said()[1].paragraphs[0]).toContain('waits for your decision');

    broker.clock.advance(10 * MINUTE);
    await Promise.all([broker.get(EndAbsencesJob).run(), broker.get(EndAbsencesJob).run()]);
    await silence();
    expect(said()[0]).toMatchObject({ title: 'You stand in for Tomasz Wilk no longer', standing: 'settled' });
    expect(said()[1].paragraphs.join(' ')).not.toContain('waits for your decision');
    expect((await tomasz.get('/absences')).body).toEqual({ items: [], approves: true });
    await milan.post(`/requests/${request.id}/cancel`);
  });

  it('that the stand-in gives up is told to whoever is away', async () => {
    const { silence, subjectsTo } = scene();
    await away(tomasz, 'saoirse');
    const [{ id }] = (await saoirse.get('/absences')).body.items;
    expect((await saoirse.post(`/absences/${id}/end`)).status).toBe(200);
    await silence();
    expect(subjectsTo(tomasz)).toEqual(['Saoirse Byrne does not stand in for you any more']);
  });

  it('of somebody who approves nothing is refused, and binds nobody', async () => {
    const { silence, subjectsTo } = scene();
    expect(await away(milan, 'tomasz')).toMatchObject({
      status: 409,
      body: { code: 'policy.nothing_to_stand_in_for' },
    });
    await silence();
    expect(subjectsTo(tomasz)).toEqual([]);
    expect((await milan.get('/absences')).body).toEqual({ items: [], approves: false });
  });
}
