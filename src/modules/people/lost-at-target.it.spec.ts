import { Redacted } from '../../kernel';
import { type Json, Person } from '../../../test/support/person';
import { ask, cut, eventually, logIn } from '../../../test/support/postgres-client';
import { ScimStage } from '../../../test/support/scim-stage';
import { signed } from '../../../test/support/sign-what-was-sent';
import { systemActor } from '../../platform/database/actor';
import { UnitOfWork } from '../../platform/database/unit-of-work';
import { EnrolTotp, SetPassword } from '../identity';

/** Real servers on a machine that others use, too. */
jest.setTimeout(120_000);

const PASSWORD = 'seven green umbrellas in the rain';

describe('what somebody loses, at a real target and over two processes', () => {
  let stage: ScimStage;
  let tomasz: Person;

  beforeAll(async () => {
    stage = await ScimStage.start('all');
    tomasz = await stage.one.signIn('tomasz');
  });
  afterAll(() => stage.stop());

  /** Password and second factor for somebody whom a source has brought, and their session. */
  async function signedIn(handle: string): Promise<Person> {
    const { id } = await stage.personOf(handle);
    const seed = await stage.one.get(UnitOfWork).run(systemActor('test'), async (tx) => {
      await stage.one.get(SetPassword).run(tx, id, new Redacted(PASSWORD));
      return (await stage.one.get(EnrolTotp).run(tx, id)).seed.reveal();
    });
    const { url, clock } = stage.one;
    return Person.signIn({ url, clock, secretsOf: () => ({ password: PASSWORD, totpSeed: seed }) }, handle);
  }

  const file = (jobRoles: string): string =>
    `handle,name,email,job roles,manager,confidentiality-agreement\nanna,Anna,anna@x.example,${jobRoles},tomasz,2026-01-05\n`;
  /** Looked at and signed: what is left is to send it. */
  async function listSigned(jobRoles: string): Promise<() => Promise<void>> {
    const type = { 'content-type': 'text/csv' };
    const shown = await stage.hugo.call('POST', '/people-list/preview', file(jobRoles), type);
    const { subjectId, digest } = shown.body;
    const proof = await stage.hugo.stepUp('people.import-list', subjectId, digest);
    const path = `/people-list?digest=${digest}`;
    return async () => {
      const answer = await stage.hugo.call('POST', path, file(jobRoles), { ...type, ...proof });
      expect(answer.status).toBe(200);
    };
  }
  const applyList = async (jobRoles: string): Promise<void> => (await listSigned(jobRoles))();
  async function approved(person: Person): Promise<Json> {
    const asked = await person.ask({
      profile: 'usage-metrics-read',
      justification: 'Planning the capacity of next week.',
    });
    return (await tomasz.decide(asked)).body.grant;
  }
  const leasesOf = async ({ id }: Json): Promise<Json[]> =>
    (await stage.hugo.get(`/grants/${id}`)).body.leases;
  const rolesAt = (username: string): Promise<Json[]> =>
    ask(stage.one.target.url(), 'SELECT rolname FROM pg_roles WHERE rolname = $1', [username]);

  async function ofScim(): Promise<Person> {
    await stage.joined('sam');
    return signedIn('sam');
  }
  async function ofTheList(): Promise<Person> {
    await applyList('engineer');
    return signedIn('anna');
  }
  async function outOfTheGroup(): Promise<void> {
    const [{ id }] = (await stage.scim.find('/Users', 'userName eq "sam@marelle.example"')).body.Resources;
    const path = `members[value eq "${id}"]`;
    const group = await stage.groupId('Engineering');
    expect((await stage.scim.patch(`/Groups/${group}`, { op: 'remove', path })).status).toBe(200);
  }

  it.each<[string, () => Promise<Person>, () => Promise<unknown>]>([
    ['a mover, out of the group of the provisioning system', ofScim, outOfTheGroup],
    ['a mover, by a list that gives another job role', ofTheList, () => applyList('support-lead')],
    [
      'somebody who is suspended',
      ofTheList,
      () => signed(stage.hugo, '/people/anna/suspend', { reason: 'Their laptop was stolen.' }),
    ],
  ])('I16 %s, is cut off and proved gone', async (_, come, lose) => {
    const person = await come();
    const grant = await approved(person);
    const { body: credential } = await person.claim(grant);
    const client = await logIn(credential);
    expect((await client.query('SELECT current_user AS me')).rows).toEqual([{ me: credential.username }]);

    const over = cut(client);
    await lose();
    expect((await person.call('GET', '/session')).body.state).toBe('anonymous');
    await over;
    await expect(logIn(credential)).rejects.toThrow();
    const [lease] = await eventually(
      () => leasesOf(grant),
      ([{ state }]) => state === 'ended',
    );
    expect(lease.proof).toBeTruthy();
    expect(await rolesAt(credential.username)).toEqual([]);
    await signed(stage.hugo, '/people/anna/bring-back', { reason: 'For the next of these tests.' });
  });

  it('I16 whoever takes a log-in while the job role goes at the other process is left without it', async () => {
    const person = await ofTheList();
    const grant = await approved(person);
    const apply = await listSigned('support-lead');
    const [claimed] = await Promise.all([
      // Whoever is signed out before the second factor gets as far as that.
      person
        .through({ ...person.at, url: stage.other.url })
        .claim(grant)
        .catch(() => ({ status: 401, body: undefined })),
      apply(),
    ]);
    expect([201, 401, 403, 404, 409, 410]).toContain(claimed.status);
    const leases = await eventually(
      () => leasesOf(grant),
      (all) => all.every(({ state }: Json) => state === 'ended'),
    );
    if (claimed.status === 201) expect(leases).toHaveLength(1);
    if (claimed.status === 201) await expect(logIn(claimed.body)).rejects.toThrow();
    expect((await stage.hugo.get(`/grants/${grant.id}`)).body.state).toBe('ended');
  });
});
