import type { CDPSession, Page } from 'playwright-core';
import { confirm, type Visitor } from './stage';

/** Chromium's own authenticator in software, in the place of a fingerprint reader (W3C WebAuthn § 11, over CDP). */
export class VirtualAuthenticator {
  private constructor(
    private readonly cdp: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  static async plugInto(page: Page): Promise<VirtualAuthenticator> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new VirtualAuthenticator(cdp, authenticatorId);
  }

  /** False: the finger is not the owner's. */
  async verifiesOwner(isUserVerified: boolean): Promise<void> {
    const { authenticatorId } = this;
    await this.cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  }

  async passkeys(): Promise<number> {
    const { authenticatorId } = this;
    const { credentials } = await this.cdp.send('WebAuthn.getCredentials', { authenticatorId });
    return credentials.length;
  }
}

/** A signed-in person adds a passkey of a new authenticator, with a code of the factor that they have. */
export async function addPasskey(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  await VirtualAuthenticator.plugInto(page);
  await page.goto('/security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await confirm(visitor, 'Continue');
  await page.getByLabel('Name of this passkey').fill(name);
  await page.getByRole('button', { name: 'Create the passkey' }).click();
  await page.getByText('Passkey, on one device').waitFor();
}
