import { ENTERPRISE, ScimClient } from '../../../../test/peers/scim/scim-client';
import type { Json } from '../../../../test/support/person';
import { ScimStage } from '../../../../test/support/scim-stage';
import { signed } from '../../../../test/support/sign-what-was-sent';

jest.setTimeout(180_000);

describe('the protocol SCIM', () => {
  let stage: ScimStage;

  beforeAll(async () => {
    stage = await ScimStage.start();
  });
  afterAll(() => stage.stop());

  it('answers filters by the case rules of each attribute, and pages with a bound', async () => {
    await stage.scim.createAsOkta('olga@marelle.example');
    await stage.scim.createAsEntra('erik@marelle.example');
    for (const handle of ['pia', 'quinn']) await stage.joined(handle);
    const found = async (filter: string): Promise<string[]> =>
      (await stage.scim.find('/Users', filter)).body.Resources.map(
        ({ userName }: { userName: string }) => userName,
      );
    expect(await found('userName eq "OLGA@MARELLE.EXAMPLE"')).toEqual(['olga@marelle.example']);
    expect(await found('externalId eq "00u-olga"')).toEqual(['olga@marelle.example']);
    expect(await found('externalId eq "00U-OLGA"')).toEqual([]);
    expect(await found('userName eq "olga@marelle.example" and active eq false')).toEqual([]);
    expect(
      await found('userName eq "olga@marelle.example" or userName eq "erik@marelle.example"'),
    ).toHaveLength(2);
    expect(await found('emails[type eq "work" and value co "erik"]')).toEqual(['erik@marelle.example']);
    expect(await found('emails.value eq "ERIK@marelle.example"')).toEqual(['erik@marelle.example']);
    const everybody = (await stage.scim.find('/Users', 'id pr')).body;
    const [first, second] = [
      (await stage.scim.get('/Users?startIndex=1&count=2')).body,
      (await stage.scim.get('/Users?startIndex=3&count=2')).body,
    ];
    expect(first).toMatchObject({ totalResults: everybody.totalResults, startIndex: 1, itemsPerPage: 2 });
    expect([...first.Resources, ...second.Resources]).toEqual(everybody.Resources.slice(0, 4));
    expect((await stage.scim.get('/Users?count=100000')).body.itemsPerPage).toBeLessThanOrEqual(200);
    expect((await stage.scim.get('/Users?count=0')).body).toMatchObject({ Resources: [], itemsPerPage: 0 });
    expect((await stage.scim.get('/Users?startIndex=-5&count=1')).body).toMatchObject({
      startIndex: 1,
      itemsPerPage: 1,
    });
    for (const filter of [
      'userName eq',
      'userName',
      '',
      'userName eq "a" or',
      'userName resembles "a"',
      'x'.repeat(2_000),
      'userName eq "nobody" or ()',
      'name.__proto__.polluted eq "1"',
    ]) {
      expect(await stage.scim.find('/Users', filter)).toMatchObject({
        status: 400,
        body: { scimType: 'invalidFilter' },
      });
    }
  });

  it('finds nothing by a name that nothing can have, and takes a parameter twice', async () => {
    for (const place of ['/Users', '/Groups'])
      expect((await stage.scim.get(`${place}/%00`)).status).toBe(404);
    expect(await stage.scim.find('/Users', 'userName eq "\\u0000"')).toMatchObject({
      status: 200,
      body: { totalResults: 0 },
    });
    const twice = '/Groups?excludedAttributes=members&excludedAttributes=meta';
    expect((await stage.scim.get(twice)).status).toBe(200);
    expect((await signed(stage.hugo, '/scim-tokens', { name: 'Okta\0' })).status).toBe(422);
  });

  it('refuses in SCIM’s shape, and changes nothing', async () => {
    const { id } = await stage.joined('steady');
    const before = (await stage.scim.get(`/Users/${id}`)).body;
    const user = `/Users/${id}`;
    const refusals: [Promise<{ status: number; body: Json }>, number, string | undefined][] = [
      [stage.scim.patch(user, { op: 'replace', path: 'shoeSize', value: 43 }), 400, 'invalidPath'],
      [
        stage.scim.patch(user, { op: 'replace', path: 'emails[value eq "x@y.example"].type', value: 'home' }),
        400,
        'noTarget',
      ],
      [stage.scim.patch(user, { op: 'remove' }), 400, 'noTarget'],
      [stage.scim.patch(user, { op: 'multiply', path: 'active', value: 2 }), 400, 'invalidSyntax'],
      [stage.scim.patch(user, { op: 'replace', path: 'active', value: 'maybe' }), 400, 'invalidValue'],
      [stage.scim.patch(user, { op: 'replace', path: 'id', value: 'other' }), 400, 'mutability'],
      [
        stage.scim.patch(user, { op: 'replace', path: 'userName', value: 'olga@marelle.example' }),
        409,
        'uniqueness',
      ],
      [stage.scim.patch(user, { op: 'replace', path: 'userName', value: 'nul\u0000' }), 400, 'invalidValue'],
      [stage.scim.patch(user), 400, 'invalidValue'],
      [stage.scim.call('PATCH', user, { Operations: [] }), 400, 'invalidSyntax'],
      [stage.scim.call('PUT', user, []), 400, 'invalidSyntax'],
      [stage.scim.call('PUT', user, { userName: 7 }), 400, 'invalidValue'],
      [stage.scim.call('POST', '/Users', { displayName: 'No name' }), 400, 'invalidValue'],
      [stage.scim.createAsOkta('OLGA@marelle.example'), 409, 'uniqueness'],
      [
        stage.scim.createAsOkta('other@marelle.example', { emails: [{ value: 'a@b@c' }] }),
        400,
        'invalidValue',
      ],
      [stage.scim.createGroup('ENGINEERING'), 409, 'uniqueness'],
      [stage.scim.get('/Users/nobody'), 404, undefined],
      [stage.scim.get('/Users?count=many'), 400, 'invalidValue'],
      [stage.scim.call('PUT', user, { userName: 'x@y.example' }, { 'if-match': 'W/"99"' }), 412, undefined],
      [stage.scim.call('POST', '/Users', '{'), 400, 'invalidSyntax'],
      [new ScimClient(stage.one.url, undefined).get('/Users'), 401, undefined],
      [new ScimClient(stage.one.url, `scim_${'x'.repeat(43)}`).get('/Users'), 401, undefined],
    ];
    for (const [index, [answer, status, scimType]] of refusals.entries()) {
      const { status: got, body } = await answer;
      expect({ index, status: got, scimType: body.scimType }).toEqual({ index, status, scimType });
      expect(body).toMatchObject({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
        status: String(status),
        detail: expect.any(String) as string,
      });
    }
    expect((await stage.scim.get(user)).body).toEqual(before);
    const { version } = before.meta;
    expect(
      (
        await stage.scim.call(
          'PATCH',
          user,
          {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'replace', path: 'title', value: 'T' }],
          },
          { 'if-match': version },
        )
      ).status,
    ).toBe(200);
  });

  it('finds a group by its members under every name of them, and tells that one has gone', async () => {
    const { id } = (await stage.scim.createAsOkta('gone@marelle.example')).body;
    const group = (await stage.scim.createGroup('Of one', [id as string])).body;
    for (const name of ['members', 'urn:ietf:params:scim:schemas:core:2.0:Group:members'])
      expect((await stage.scim.find('/Groups', `${name} eq "${id}"`)).body.totalResults).toBe(1);
    await stage.scim.call('DELETE', `/Users/${id}`);
    const after = (await stage.scim.get(`/Groups/${group.id}`)).body;
    expect(after.members).toEqual([]);
    expect(after.meta.version).not.toBe(group.meta.version);
  });

  it('describes itself', async () => {
    expect((await stage.scim.get('/ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      etag: { supported: true },
    });
    expect((await stage.scim.get('/ResourceTypes')).body.totalResults).toBe(2);
    expect((await stage.scim.get('/Schemas')).body.Resources.map(({ id }: { id: string }) => id)).toContain(
      ENTERPRISE,
    );
    expect((await stage.scim.get(`/Schemas/${ENTERPRISE}`)).status).toBe(200);
    expect((await stage.scim.get('/Schemas/urn:none')).status).toBe(404);
  });

  it('a token is replaced with an overlap, tells when it was used, and is ended at once', async () => {
    const made = (await signed(stage.hugo, '/scim-tokens', { name: 'Okta, new', replacing: true })).body;
    const { items, baseUrl } = (await stage.hugo.get('/scim-tokens')).body;
    expect(baseUrl).toBe(`${stage.one.url}/scim/v2`);
    const before = items.find(({ name }: { name: string }) => name === 'Okta');
    expect(before).toMatchObject({
      createdBy: expect.stringContaining('Hugo') as string,
      lastUsedAt: expect.any(String) as string,
    });
    expect(Date.parse(before.expiresAt as string) - stage.one.clock.now().getTime()).toBeGreaterThan(
      23 * 3_600_000,
    );
    const renewed = new ScimClient(stage.other.url, made.token as string);
    expect((await renewed.get('/Users?count=1')).status).toBe(200);
    expect((await stage.scim.get('/Users?count=1')).status).toBe(200);
    const end = await stage.hugo.call('DELETE', `/scim-tokens/${made.id}`);
    const { action, subjectId, digest } = end.body.stepUp;
    const proof = await stage.hugo.stepUp(action, subjectId, digest);
    expect((await stage.hugo.call('DELETE', `/scim-tokens/${made.id}`, undefined, proof)).status).toBe(204);
    expect((await renewed.get('/Users?count=1')).status).toBe(401);
    stage.one.clock.advance(25 * 3_600_000);
    expect((await stage.scim.get('/Users?count=1')).status).toBe(401);
    const stored = JSON.stringify(await stage.rows('SELECT * FROM scim_token'));
    expect(stored).not.toContain(made.token);
  });

  it('whose privileged use is held makes no token; ending one never waits', async () => {
    const now = stage.one.clock.now();
    await stage.rows(
      `INSERT INTO privilege_hold (person_id, cause, began_at, until)
       SELECT id, 'recovery', $1, $2 FROM person WHERE handle = 'hugo'`,
      [now, new Date(now.getTime() + 3_600_000)],
    );
    const held = { status: 403, body: { code: 'identity.privileged_use_held' } };
    expect(await signed(stage.hugo, '/scim-tokens', { name: 'Entra' })).toMatchObject(held);
    const [{ id }] = await stage.rows('SELECT id FROM scim_token LIMIT 1');
    expect(await stage.hugo.call('DELETE', `/scim-tokens/${id}`)).toMatchObject({
      status: 401,
      body: { code: 'insufficient_user_authentication' },
    });
  });
});
