import { HOUR, newId } from '../../../kernel';
import type { Browser } from '../../../../test/support/browser-session';
import { EnrolmentStage } from '../../../../test/support/enrolment-stage';
import type { Account } from '../../../../test/support/identity-app';

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

  /** From here on this one administers. Who did before. */
  const actAs = async (administrator: Account): Promise<Account> => {
    const before = stage.cto;
    stage.cto = administrator;
    await stage.signInAdministrator();
    return before;
  };
  const redeem = async (invitation: string): Promise<Browser> => {
    const browser = stage.app.browser();
    await browser.post(`/invitations/${invitation}`, { password: 'seven herons over the harbour' });
    return browser;
  };

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

  it('I18 nobody vouches for whoever redeems an invitation that they handed over, before or after', async () => {
    const person = await stage.app.addPerson({ jobRoles: ['dpo'], password: null, secondFactor: false });
    const early = await stage.issuedFor(person);
    const half = await redeem(await stage.invite(person));
    expect((await stage.give(half, early)).body.code).toBe('identity.wrong_enrolment_code');
    expect(await stage.ask('issueCode', person.id)).toMatchObject({
      status: 403,
      body: { code: 'identity.invitation_of_your_making' },
    });
    expect(await stage.listed(person.id)).toMatchObject({ byAnother: { issueCode: true } });

    const cto = await actAs(await stage.app.addPerson({ jobRoles: ['tech-lead'] }));
    expect(await stage.listed(person.id)).toMatchObject({ byAnother: { issueCode: false } });
    await stage.give(half, await stage.issuedFor(person));
    expect((await stage.enrol(half)).status).toBe(200);
    // Somebody vouched: from here on the invitation says nothing any more.
    expect((await stage.ask('removeFactors', person.id)).status).toBe(204);
    await actAs(cto);
    expect((await stage.ask('issueCode', person.id)).status).toBe(201);
  });

  it('I18 nobody lifts the hold on what they removed, or on whom they vouched for', async () => {
    const { account } = await stage.enrolled(await stage.newcomer());
    await stage.ask('removeFactors', account.id);
    const own = { status: 403, body: { code: 'identity.hold_of_your_making' } };
    expect(await stage.ask('liftHold', account.id)).toMatchObject(own);
    expect(await stage.listed(account.id)).toMatchObject({ byAnother: { liftHold: true } });

    const lead = { jobRoles: ['tech-lead'] };
    await actAs(await stage.app.addPerson(lead));
    await stage.enrolled(account);
    expect(await stage.ask('liftHold', account.id)).toMatchObject(own);
    const second = await stage.app.addPerson(lead);
    await stage.app.database.query('UPDATE person SET second_account_of = $2 WHERE id = $1', [
      second.id,
      stage.cto.id,
    ]);
    await actAs(second);
    expect(await stage.ask('liftHold', account.id)).toMatchObject(own);
    expect((await stage.listed(account.id)).hold).not.toBeNull();
    await actAs(await stage.app.addPerson(lead));
    expect((await stage.ask('liftHold', account.id)).status).toBe(204);
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
