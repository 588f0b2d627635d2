import { Stage } from './stage';

jest.setTimeout(180_000);

describe('people, in a browser', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.set();
  });
  afterAll(() => stage.clear());

  it('are found, looked at, suspended and brought back, with a second factor each time', async () => {
    const { page, person } = await stage.signedIn('hugo', '/people');
    await page.getByText('Milan Novotny', { exact: true }).waitFor();
    await stage.look(page, 'people');
    await page.getByLabel('Find').fill('nobody at all');
    await page.getByText('Nobody matches').waitFor();
    await stage.look(page, 'people-none');
    expect(new URL(page.url()).searchParams.get('q')).toBe('nobody at all');

    await page.goto('/people/milan');
    await page.getByRole('button', { name: 'Suspend' }).waitFor();
    await stage.look(page, 'person');
    for (const [button, confirm, badge] of [
      ['Suspend', 'Suspend now', 'Suspended'],
      ['Bring back', 'Bring back', 'Active'],
    ] as const) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Say in a sentence why.').waitFor();
      await page.getByLabel('Reason').fill('Their laptop was stolen on the train.');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Code from your authenticator').fill(person.nextCode());
      await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByText(badge, { exact: true }).first().waitFor();
      await stage.look(page, `person-${badge.toLowerCase()}`);
    }
    await page.goto('/people/nobody');
    await page.getByText('All people').waitFor();
    expect(stage.faults).toEqual([]);
    expect(stage.errors).toEqual([]);
  });
});
