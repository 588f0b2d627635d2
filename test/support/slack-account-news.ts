import type { NoteBoard } from '../peers/note-board';
import type { TestBroker } from './broker';
import type { Person } from './person';
import { SlackStage } from './slack-stage';

export interface SlackAccountScene {
  readonly broker: TestBroker;
  readonly board: NoteBoard;
  readonly lea: Person;
  readonly hugo: Person;
  readonly ines: Person;
  readonly silence: () => Promise<unknown>;
  readonly subjectsTo: (person: Person) => string[];
  readonly idOf: (handle: string) => Promise<string>;
}

/** A part of `telling.it.spec.ts`, on its broker. The board stands in for Slack, where it knows whom it reaches. */
export function describeSlackAccountNews(scene: () => SlackAccountScene): void {
  let stage: SlackStage;

  beforeAll(async () => {
    stage = await SlackStage.set(scene().broker);
  });
  afterAll(async () => {
    await stage.disconnect();
    await stage.stop();
  });

  const notesTo = (board: NoteBoard, id: string) => board.of(id).map(({ message }) => message.title);

  it('is told to its person by mail and not in that account, to the others of the circle everywhere, and again when it is unbound', async () => {
    const { board, lea, hugo, ines, silence, subjectsTo, idOf } = scene();
    const [hugosId, leasId] = [await idOf('hugo'), await idOf('lea')];
    board.people.add(hugosId).add(leasId);
    await stage.bound(lea);
    await silence();
    const bound = 'A Slack account was bound to you';
    const toTheCircle = 'Security: Léa Moreau bound an account at Slack';
    expect(subjectsTo(lea)).toEqual([bound]);
    expect(notesTo(board, leasId)).toEqual([]);
    expect([subjectsTo(hugo), notesTo(board, hugosId), subjectsTo(ines)]).toEqual(
      [1, 2, 3].map(() => [toTheCircle]),
    );

    await stage.unbindAll(lea);
    await silence();
    const unbound = 'A Slack account was unbound from you';
    expect(subjectsTo(lea)).toEqual([bound, unbound]);
    expect(notesTo(board, leasId)).toEqual([unbound]);
    expect(subjectsTo(hugo)).toEqual([toTheCircle, 'Security: Léa Moreau unbound an account at Slack']);
  });

  it('is told to somebody without a privileged job, and to nobody else', async () => {
    const { broker, lea, hugo, silence, subjectsTo } = scene();
    const milan = await broker.signIn('milan');
    await stage.bound(milan);
    await silence();
    expect([milan, hugo, lea].map(subjectsTo)).toEqual([['A Slack account was bound to you'], [], []]);
    await stage.unbindAll(milan);
  });
}
