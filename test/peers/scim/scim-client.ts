import type { Json } from '../../support/person';

export interface ScimAnswer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A provisioning system that speaks SCIM over HTTP with a token. */
export class ScimClient {
  constructor(
    readonly url: string,
    private readonly token: string | undefined,
  ) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ScimAnswer> {
    const response = await fetch(`${this.url}/scim/v2${path}`, {
      method,
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  }

  get = (path: string) => this.call('GET', path);
  find = (place: string, filter: string) => this.get(`${place}?filter=${encodeURIComponent(filter)}`);
  patch = (path: string, ...operations: Json[]) =>
    this.call('PATCH', path, { schemas: [PATCH_OP], Operations: operations });

  /** As Okta creates somebody: everything it knows, a password field and groups that it leaves empty. */
  createAsOkta(userName: string, changes: Json = {}): Promise<ScimAnswer> {
    const [given] = userName.split('@');
    return this.call('POST', '/Users', {
      schemas: [USER],
      userName,
      name: { givenName: given, familyName: 'Okta' },
      emails: [{ primary: true, value: userName, type: 'work' }],
      displayName: `${given} Okta`,
      locale: 'en-US',
      externalId: `00u-${given}`,
      groups: [],
      password: 'generated-by-okta-1A!',
      active: true,
      ...changes,
    });
  }

  /** As Entra creates somebody: the enterprise extension, `active` as a text in older jobs. */
  createAsEntra(userName: string, changes: Json = {}): Promise<ScimAnswer> {
    const [given] = userName.split('@');
    return this.call('POST', '/Users', {
      schemas: [USER, ENTERPRISE],
      externalId: `entra-${given}`,
      userName,
      active: 'True',
      displayName: `${given} Entra`,
      emails: [{ primary: 'True', type: 'work', value: userName }],
      meta: { resourceType: 'User' },
      name: { formatted: `${given} Entra`, familyName: 'Entra', givenName: given },
      [ENTERPRISE]: { department: 'Engineering' },
      ...changes,
    });
  }

  /** Okta's deactivation: an operation without a path. */
  deactivateAsOkta = (id: string) => this.patch(`/Users/${id}`, { op: 'replace', value: { active: false } });
  /** Entra's: a capital letter, a path, and a text. */
  deactivateAsEntra = (id: string) =>
    this.patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' });

  createGroup(displayName: string, members: readonly string[] = []): Promise<ScimAnswer> {
    return this.call('POST', '/Groups', {
      schemas: [GROUP],
      displayName,
      members: members.map((value) => ({ value })),
    });
  }
}
