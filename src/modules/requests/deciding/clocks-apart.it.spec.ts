import { ShiftedClock, TestBroker } from '../../../../test/support/broker';
import type { Answer, Json, Person } from '../../../../test/support/person';

jest.setTimeout(60_000);

describe('two servers whose clocks are apart', () => {
  let here: TestBroker;
  let there: TestBroker;
  let lea: Person;
  let hugo: Person;
  const theirs = new ShiftedClock();

  beforeAll(async () => {
    here = await TestBroker.start({ role: 'web' });
    there = await TestBroker.start({ role: 'web', beside: here, clock: theirs });
    lea = await here.signIn('lea');
    hugo = await here.signIn('hugo');
  });
  afterAll(async () => {
    await there.stop();
    await here.stop();
  });
  afterEach(async () => {
    for (const { id } of (await lea.get('/requests?state=pending')).body.items)
      await lea.post(`/requests/${id}/cancel`);
  });

  /** Second factor given here, decision made there, where it is earlier by this much. */
  const decideThere = async (request: Json, behind: number): Promise<Answer> => {
    const header = await hugo.stepUp('requests.approve', request.id, request.digest);
    theirs.advance(here.clock.now().getTime() - theirs.now().getTime() - behind);
    const body = { decision: 'approve', version: request.version, digest: request.digest };
    return hugo.through(there).post(`/requests/${request.id}/decisions`, body, header);
  };

  it.each([1_000, 4_500])('I1 an approval counts where it is %i ms earlier', async (behind) => {
    const request = await lea.ask();
    expect(await decideThere(request, behind)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });

  it('I1 an approval that would not count is refused, not swallowed: it can be given again', async () => {
    const request = await lea.ask();
    expect(await decideThere(request, 30_000)).toMatchObject({
      status: 503,
      body: { code: 'identity.clocks_apart' },
    });
    expect((await lea.get(`/requests/${request.id}`)).body).toMatchObject({
      state: 'pending',
      decisions: [],
    });
    expect(await hugo.decide(request)).toMatchObject({ status: 200, body: { state: 'approved' } });
  });
});
