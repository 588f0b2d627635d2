import { approvedGrant } from '../../../../test/builders/approved-grant';
import { ENTERPRISE } from '../../../../test/peers/scim/scim-client';
import { applyPolicy, type Replacement } from '../../../../test/support/apply-policy';
import { GROUPS, ScimStage } from '../../../../test/support/scim-stage';
import { signed } from '../../../../test/support/sign-what-was-sent';

jest.setTimeout(180_000);

describe('SCIM, as Okta and Entra speak it, over two processes', () => {
  let stage: ScimStage;

  beforeAll(async () => {
    stage = await ScimStage.start();
  });
  afterAll(() => stage.stop());

  it('creates somebody as Okta sends them, and answers what was kept', async () => {
    const made = await stage.scim.createAsOkta('olga@marelle.example');
    expect(made.status).toBe(201);
    expect(made.headers.get('content-type')).toContain('application/scim+json');
    expect(made.headers.get('location')).toBe(made.body.meta.location);
    expect(made.body).toMatchObject({
      userName: 'olga@marelle.example',
      active: true,
      meta: { version: 'W/"1"' },
    });
    expect(JSON.stringify(made.body)).not.toContain('generated-by-okta');
    expect(JSON.stringify(await stage.rows('SELECT resource FROM scim_user'))).not.toContain(
      'generated-by-okta',
    );
    expect(await stage.personOf('olga')).toMatchObject({
      source: 'scim',
      status: 'active',
      name: 'olga Okta',
      jobRoles: [],
    });
  });

  it('takes what Entra sends: texts for booleans, capitals, a manager as a text, an address of a new type', async () => {
    const boss = (await stage.scim.createAsEntra('erik@marelle.example')).body;
    const { id } = (await stage.scim.createAsEntra('eva@marelle.example')).body;
    const changed = await stage.scim.patch(
      `/Users/${id}`,
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: boss.id },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'eva.new@marelle.example' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+33 1' },
      { op: 'Replace', path: 'addresses[type eq "work"].formatted', value: '1 rue de Rivoli' },
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'FR' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'analyst' },
      { op: 'Replace', path: 'displayName', value: 'Eva New' },
      { op: 'Add', value: { title: 'Engineer', [`${ENTERPRISE}:department`]: 'R&D' } },
    );
    expect(changed).toMatchObject({
      status: 200,
      body: {
        title: 'Engineer',
        phoneNumbers: [{ type: 'mobile' }],
        addresses: [{ type: 'work', formatted: '1 rue de Rivoli', country: 'FR' }],
        roles: [{ value: 'analyst', primary: true }],
        [ENTERPRISE]: { department: 'R&D' },
      },
    });
    const role = { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'lead analyst' };
    expect((await stage.scim.patch(`/Users/${id}`, role)).body.roles).toEqual([
      { value: 'lead analyst', primary: true },
    ]);
    expect(await stage.personOf('eva')).toMatchObject({
      name: 'Eva New',
      email: 'eva.new@marelle.example',
      manager: { handle: 'erik' },
    });
    const asObject = { op: 'Replace', path: `${ENTERPRISE}:manager`, value: { value: id } };
    expect(await stage.scim.patch(`/Users/${boss.id}`, asObject)).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue', detail: expect.stringContaining('circle') as string },
    });
  });

  it('I16 whoever is deactivated is gone at the other process right after the answer, grants and tokens too', async () => {
    for (const deactivate of ['deactivateAsOkta', 'deactivateAsEntra'] as const) {
      const handle = deactivate.toLowerCase();
      const { id, personId } = await stage.joined(handle);
      const session = await stage.sessionOf(personId);
      expect((await stage.fetchAs(stage.other, session)).status).toBe(200);
      const at = stage.one.clock.now();
      const grant = await approvedGrant(stage.owner, {
        person: handle,
        approver: 'tomasz',
        profile: 'usage-metrics-read',
        at,
      });
      expect((await stage.scim[deactivate](id)).body).toMatchObject({ active: false });
      expect((await stage.fetchAs(stage.other, session)).status).toBe(401);
      expect(await stage.rows('SELECT state FROM access_grant WHERE id = $1', [grant])).toEqual([
        { state: 'ended' },
      ]);
      expect(await stage.personOf(handle)).toMatchObject({ status: 'left', jobRoles: [] });
      await stage.scim.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: 'True' });
      expect(await stage.jobRolesOf(handle)).toEqual(['engineer']);
      expect(await stage.rows('SELECT state FROM access_grant WHERE id = $1', [grant])).toEqual([
        { state: 'ended' },
      ]);
      expect((await stage.fetchAs(stage.other, session)).status).toBe(401);
    }
  });

  it('brings nobody back who is not said to be active, and knows “active” under all its names', async () => {
    const { body: made } = await stage.scim.createAsOkta('nadia@marelle.example');
    const path = `/Users/${made.id}`;
    const active = async () => (await stage.scim.get(path)).body.active as boolean;
    const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
    await stage.scim.patch(path, { op: 'replace', path: `${CORE}:active`, value: false });
    expect(await active()).toBe(false);
    expect(await stage.personOf('nadia')).toMatchObject({ status: 'left' });

    const { active: _, ...rest } = made;
    expect((await stage.scim.call('PUT', path, rest)).status).toBe(200);
    expect((await stage.scim.patch(path, { op: 'replace', path: 'active', value: null })).status).toBe(200);
    expect((await stage.scim.patch(path, { op: 'remove', path: 'active' })).status).toBe(200);
    expect(await active()).toBe(false);
    expect(await stage.personOf('nadia')).toMatchObject({ status: 'left' });

    await stage.scim.patch(path, { op: 'Replace', path: 'ACTIVE', value: 'True' });
    expect(await active()).toBe(true);
  });

  it('voids what was sent to an address that is theirs no more', async () => {
    const { body: made } = await stage.scim.createAsOkta('marek@marelle.example');
    const [{ person_id: personId }] = await stage.rows('SELECT person_id FROM scim_user WHERE id = $1', [
      made.id,
    ]);
    await stage.rows(
      `INSERT INTO account_link (id, kind, delivery, person_id, token_hash, created_at, expires_at)
       VALUES (gen_random_uuid(), 'invitation', 'mail', $1, sha256('marek'), now(), now() + interval '3 days')`,
      [personId],
    );
    const address = {
      op: 'replace',
      path: 'emails[type eq "work"].value',
      value: 'marek.new@marelle.example',
    };
    expect((await stage.scim.patch(`/Users/${made.id}`, address)).status).toBe(200);
    expect(
      await stage.rows('SELECT voided_at IS NOT NULL AS over FROM account_link WHERE person_id = $1', [
        personId,
      ]),
    ).toEqual([{ over: true }]);
  });

  it.each([
    ['POST', '/Users', { userName: 'x@marelle.example', emails: [null] }],
    ['POST', '/Groups', { displayName: 'Odd', members: [null] }],
  ])('refuses a list of nothing: %s %s', async (method, path, body) => {
    const schemas = [`urn:ietf:params:scim:schemas:core:2.0:${path === '/Users' ? 'User' : 'Group'}`];
    expect(await stage.scim.call(method, path, { schemas, ...body })).toMatchObject({ status: 400 });
  });

  it('a mover keeps nothing that only the old group allowed', async () => {
    const { id, personId } = await stage.joined('mova');
    const at = stage.one.clock.now();
    const grant = await approvedGrant(stage.owner, {
      person: 'mova',
      approver: 'tomasz',
      profile: 'usage-metrics-read',
      at,
    });
    const session = await stage.sessionOf(personId);
    await stage.scim.createGroup('Support');
    const [engineering, support] = await Promise.all([
      stage.groupId('Engineering'),
      stage.groupId('Support'),
    ]);
    await stage.scim.patch(`/Groups/${support}`, { op: 'Add', path: 'members', value: [{ value: id }] });
    expect(await stage.jobRolesOf('mova')).toEqual(['engineer', 'support-lead']);
    expect((await stage.fetchAs(stage.one, session)).status).toBe(200);
    await stage.scim.patch(`/Groups/${engineering}`, { op: 'remove', path: `members[value eq "${id}"]` });
    expect(await stage.jobRolesOf('mova')).toEqual(['support-lead']);
    expect((await stage.fetchAs(stage.other, session)).status).toBe(401);
    expect(await stage.rows('SELECT state, end_reason FROM access_grant WHERE id = $1', [grant])).toEqual([
      { state: 'ended', end_reason: 'no-longer-allowed' },
    ]);
  });

  it('one member more rewrites nobody else; another name of the group settles everybody', async () => {
    const { personId } = await stage.joined('steady');
    const held = () =>
      stage.rows('SELECT job_role, xmin::text FROM person_job_role WHERE person_id = $1', [personId]);
    const [before, group] = [await held(), `/Groups/${await stage.groupId('Engineering')}`];
    const rename = (value: string) => stage.scim.patch(group, { op: 'Replace', path: 'displayName', value });
    await stage.joined('added');
    expect(await held()).toEqual(before);
    await rename('Builders');
    expect(await stage.jobRolesOf('steady')).toEqual([]);
    await rename('Engineering');
    expect(await stage.jobRolesOf('steady')).toEqual(['engineer']);
    await stage.scim.createAsOkta('steady@other.example');
    expect((await stage.personOf('steady-2')).source).toBe('scim');
  });

  it('removes the members that Entra lists and no others, and refuses members that nobody has', async () => {
    const [a, b] = [await stage.joined('mem-a'), await stage.joined('mem-b')];
    const group = await stage.groupId('Engineering');
    const members = async (): Promise<string[]> =>
      ((await stage.scim.get(`/Groups/${group}`)).body.members ?? []).map(
        ({ value }: { value: string }) => value,
      );
    await stage.scim.patch(`/Groups/${group}`, { op: 'Remove', path: 'members', value: [{ value: a.id }] });
    expect(await members()).toContain(b.id);
    expect(await members()).not.toContain(a.id);
    const before = await members();
    await stage.scim.patch(`/Groups/${group}`, { op: 'remove', path: 'members[value eq "nobody"]' });
    await stage.scim.patch(`/Groups/${group}`, { op: 'Add', path: 'members', value: [{ value: b.id }] });
    expect((await members()).sort()).toEqual([...before].sort());
    expect(
      await stage.scim.patch(`/Groups/${group}`, {
        op: 'add',
        path: 'members',
        value: [{ value: 'nobody' }],
      }),
    ).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue' },
    });
    expect(
      (await stage.scim.get(`/Groups/${group}?excludedAttributes=members`)).body.members,
    ).toBeUndefined();
  });

  it('I18 no group and no role of the provisioning system gives the circle; the attempt is on record', async () => {
    const answer = await stage.scim.createAsOkta('climber@marelle.example', {
      roles: [{ value: 'CTO', primary: true }],
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('policy file alone') as string },
    });
    expect(
      await stage.rows(`SELECT count(*)::int FROM audit_event WHERE type = 'people.circle_refused'`),
    ).toEqual([{ count: 1 }]);
    expect((await stage.hugo.get('/people/climber')).status).toBe(404);
    const { personId } = await stage.joined('patient');
    await expect(
      stage.owner.query(
        `INSERT INTO person_job_role (person_id, job_role, source) VALUES ($1, 'cto', 'scim')`,
        [personId],
      ),
    ).rejects.toMatchObject({ constraint: 'circle_by_the_policy_file_alone' });
    await expect(
      stage.owner.query(`INSERT INTO group_mapping VALUES ('leads', 'Leads', 'tech-lead')`),
    ).rejects.toMatchObject({
      constraint: 'group_mapping_never_the_circle',
    });
  });

  it('whom the policy file names it can suspend and nothing else', async () => {
    const made = await stage.scim.createAsOkta('lea.moreau@marelle.example', {
      displayName: 'Somebody Else',
    });
    expect(made.status).toBe(201);
    expect(await stage.personOf('lea')).toMatchObject({
      source: 'file',
      name: 'Léa Moreau',
      status: 'active',
    });
    await stage.scim.deactivateAsEntra(made.body.id as string);
    expect(await stage.personOf('lea')).toMatchObject({
      source: 'file',
      status: 'suspended',
      saidStatus: 'active',
    });
    await applyPolicy(stage.one, GROUPS, ['name: Hugo Brandt', 'name: Hugo B. Brandt']);
    expect(await stage.personOf('lea')).toMatchObject({ status: 'suspended' });
    await applyPolicy(stage.one, GROUPS);
    await stage.scim.patch(`/Users/${made.body.id}`, { op: 'Replace', path: 'active', value: 'True' });
    expect(await stage.personOf('lea')).toMatchObject({ status: 'active' });
    expect((await stage.scim.call('DELETE', `/Users/${made.body.id}`)).status).toBe(204);
    expect(await stage.personOf('lea')).toMatchObject({ source: 'file', status: 'suspended' });
    expect(
      (await signed(stage.hugo, '/people/lea/bring-back', { reason: 'The account was deleted by mistake.' }))
        .status,
    ).toBe(200);
  });

  it('a name that comes back after a DELETE begins with nothing of before', async () => {
    const { id, personId } = await stage.joined('phoenix');
    await stage.rows(`INSERT INTO password_credential VALUES ($1, 'hash', now())`, [personId]);
    await stage.rows(`INSERT INTO totp_factor VALUES ($1, '\\x00', 0, now())`, [personId]);
    await stage.rows(
      `INSERT INTO person_prerequisite (person_id, kind, completed_on, source) VALUES ($1, 'security-training', '2026-01-01', 'web')`,
      [personId],
    );
    const at = stage.one.clock.now();
    const grant = await approvedGrant(stage.owner, {
      person: 'phoenix',
      approver: 'tomasz',
      profile: 'usage-metrics-read',
      at,
    });
    expect((await stage.scim.call('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await stage.scim.get(`/Users/${id}`)).status).toBe(404);
    expect((await stage.scim.call('DELETE', `/Users/${id}`)).status).toBe(404);
    expect(await stage.personOf('phoenix')).toMatchObject({ source: 'none', status: 'left' });
    const again = await stage.scim.createAsOkta('phoenix@marelle.example');
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(id);
    expect(await stage.personOf('phoenix')).toMatchObject({
      id: personId,
      status: 'active',
      jobRoles: [],
      secondFactor: false,
    });
    for (const table of ['password_credential', 'totp_factor', 'person_prerequisite', 'scim_group_member']) {
      const column = table === 'scim_group_member' ? 'user_id' : 'person_id';
      const value = table === 'scim_group_member' ? again.body.id : personId;
      expect(await stage.rows(`SELECT FROM ${table} WHERE ${column} = $1`, [value])).toEqual([]);
    }
    expect(await stage.rows('SELECT state FROM access_grant WHERE id = $1', [grant])).toEqual([
      { state: 'ended' },
    ]);
  });

  it('the policy file wins where it names somebody of the provisioning system', async () => {
    await stage.joined('wanda');
    const named: Replacement = [
      '\npeople:\n',
      '\npeople:\n  wanda: { name: Wanda, email: wanda@marelle.example, jobRoles: [support-lead] }\n',
    ];
    const changes = await applyPolicy(stage.one, GROUPS, named);
    expect(changes.map(({ sentence }) => sentence)).toEqual([
      'Wanda (wanda) is managed by this file from now on as support lead, reached at wanda@marelle.example, and no longer by the provisioning system',
    ]);
    expect(await stage.personOf('wanda')).toMatchObject({ source: 'file', name: 'Wanda' });
    expect(await stage.jobRolesOf('wanda')).toEqual(['support-lead']);
    await applyPolicy(stage.one, GROUPS);
    expect(await stage.personOf('wanda')).toMatchObject({ source: 'none', status: 'left' });
  });
});
