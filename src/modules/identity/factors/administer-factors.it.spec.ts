import { HOUR, newId } from '../../../kernel';
import { EnrolmentStage } from '../../../../test/support/enrolment-stage';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

describe('an administrator of second factors', () => {
  let stage: EnrolmentStage;

  beforeAll(async () => {
    stage = await EnrolmentStage.set();
  });
  afterAll(() => stage.clear());
  beforeEach(() => stage.newDay());
  afterEach(() => jest.restoreAllMocks());

  it('removes all factors of somebody who lost them: sessions end, use is held, the rule begins anew', async () => {
    const { browser, account } = await stage.enrolled(await stage.newcomer());
    expect((await stage.ask('removeFactors', account.id)).status).toBe(204);
    expect((await browser.get('/factors')).status).toBe(401);
    const next = await stage.half(account);
    expect((await next.get('/session')).body.state).toBe('enrolment-required');
    expect(await stage.enrol(next)).toMatchObject({ status: 403 });
    await stage.give(next, await stage.issuedFor(account));
    const { seed } = await stage.enrol(next);
    await expect(stage.privilegedUse(next, { ...account, seed })).rejects.toMatchObject({
      code: 'identity.privileged_use_held',
    });
    expect((await stage.ask('removeFactors', (await stage.newcomer()).id)).body.code).toBe(
      'identity.no_second_factor',
    );
  });

  it('does nothing of it for themselves, nor from a second account of theirs', async () => {
    const { digests } = await stage.listed(stage.cto.id);
    const header = await stage.stepUp(
      stage.administrator,
      stage.cto,
      'remove_factors',
      stage.cto.id,
      digests.removeFactors,
    );
    expect(await stage.administrator.delete(`/people/${stage.cto.id}/factors`, header)).toMatchObject({
      status: 403,
      body: { code: 'identity.not_for_yourself' },
    });
    const second = await stage.newcomer();
    await stage.app.database.query('UPDATE person SET second_account_of = $2 WHERE id = $1', [
      second.id,
      stage.cto.id,
    ]);
    expect((await stage.ask('issueCode', second.id)).body.code).toBe('identity.not_for_yourself');
  });

  it('issues no code to somebody who has a factor, nor to nobody', async () => {
    const person = await stage.app.addPerson({ jobRoles: ['tech-lead'] });
    expect((await stage.ask('issueCode', person.id)).body.code).toBe('identity.has_second_factor');
    const nobody = await stage.administrator.post(`/people/${newId()}/enrolment-code`, {});
    expect(nobody.body.code).toBe('directory.unknown_person');
  });

  it('whose own use is held vouches for nobody', async () => {
    const person = await stage.newcomer();
    const { digests } = await stage.listed(person.id);
    await stage.app.database.query(
      `INSERT INTO privilege_hold (person_id, cause, began_at, until) VALUES ($1, 'recovery', $2, $3)`,
      [stage.cto.id, stage.clock.now(), new Date(stage.clock.now().getTime() + HOUR)],
    );
    const header = await stage.stepUp(
      stage.administrator,
      stage.cto,
      'issue_enrolment_code',
      person.id,
      digests.issueCode,
    );
    expect(await stage.administrator.post(`/people/${person.id}/enrolment-code`, {}, header)).toMatchObject({
      status: 403,
      body: { code: 'identity.privileged_use_held' },
    });
  });

  it('is needed: nobody else sees or does any of it, and nothing goes without a second factor', async () => {
    const person = await stage.newcomer();
    const engineer = await stage.app.signedIn(await stage.app.addPerson({ jobRoles: ['engineer'] }));
    for (const attempt of [
      engineer.get('/people/factors'),
      engineer.post(`/people/${person.id}/enrolment-code`, {}),
      engineer.delete(`/people/${person.id}/factors`),
      engineer.delete(`/people/${person.id}/hold`),
    ]) {
      expect(await attempt).toMatchObject({ status: 403, body: { code: 'identity.not_allowed' } });
    }
    for (const attempt of [
      stage.administrator.post(`/people/${person.id}/enrolment-code`, {}),
      stage.administrator.delete(`/people/${person.id}/factors`),
      stage.administrator.delete(`/people/${person.id}/hold`),
    ]) {
      expect(await attempt).toMatchObject({
        status: 401,
        body: { code: 'insufficient_user_authentication' },
      });
    }
  });
});
