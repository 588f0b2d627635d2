import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { newId } from '../../src/kernel';
import { IdentityProviderRepository, type IdentityProvider } from '../../src/modules/identity';
import { LinkedIdentities } from '../../src/modules/identity/single-sign-on/linked-identity.repository';
import { provideSecret } from '../../src/platform/config/environment';
import { systemActor } from '../../src/platform/database/actor';
import { UnitOfWork } from '../../src/platform/database/unit-of-work';
import type { Answered, Browser } from './browser-session';

export const CLIENT = 'sallyport';
export const CLIENT_SECRET = 'a-secret-of-the-client-that-is-long';
export const CALLBACK = 'https://sallyport.example/sign-in/callback';
const SECRET_NAME = 'SALLYPORT_TEST_CLIENT_SECRET';
const TEST = systemActor('test');

/** A process of the product, whole or in part. */
interface Product {
  get<T>(type: abstract new (...args: never[]) => T): T;
}

/** What an administrator and a browser do about single sign-on, at one process of the product. */
export class SingleSignOn {
  constructor(private readonly app: Product) {
    provideSecret(SECRET_NAME, CLIENT_SECRET);
  }

  async offer(changes: Partial<IdentityProvider> & Pick<IdentityProvider, 'key' | 'issuer'>): Promise<void> {
    const provider: IdentityProvider = {
      id: newId(),
      name: `Provider ${changes.key}`,
      clientId: CLIENT,
      clientSecretReference: `env:${SECRET_NAME}`,
      scopes: ['openid'],
      secondFactor: { amr: ['mfa'], acr: [] },
      maximumAge: 3_600,
      retired: false,
      ...changes,
    };
    await this.app.get(UnitOfWork).run(TEST, async (tx) => {
      await this.app.get(IdentityProviderRepository).save(tx, provider);
      tx.record({ type: 'test.provider', subject: { kind: 'identity-provider', id: provider.id } });
    });
  }

  /** The subject under which the person is known there. */
  async link(
    person: { readonly id: string },
    issuer: string,
    subject: string = randomUUID(),
  ): Promise<string> {
    await this.app.get(UnitOfWork).run(TEST, async (tx) => {
      await this.app.get(LinkedIdentities).link(tx, person.id, { issuer, subject });
      tx.record({ type: 'test.linked', subject: { kind: 'person', id: person.id } });
    });
    return subject;
  }

  /** The address that the browser is sent to. */
  async begin(browser: Browser, provider: string): Promise<string> {
    const { status, body } = await browser.post('/single-sign-on', { provider });
    if (status !== 200) throw new Error(`Not begun: ${JSON.stringify(body)}`);
    return body.address as string;
  }

  comeBack(browser: Browser, to: URL): Promise<Answered> {
    return browser.post('/single-sign-on/return', { query: to.search.slice(1) });
  }

  async sessions(): Promise<number> {
    const [{ n }] = await this.app
      .get(DataSource)
      .query<{ n: number }[]>('SELECT count(*)::int AS n FROM web_session');
    return n;
  }
}
