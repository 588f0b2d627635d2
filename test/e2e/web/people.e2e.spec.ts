import { PHONE } from '../../support/browser';
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
    for (const row of [1, 2]) {
      await page.keyboard.press('j');
      await page.locator(`main tbody tr:nth-child(${row}) a:focus`).waitFor();
    }
    await page.keyboard.press('/');
    await page.keyboard.type('nobody at all');
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
      // Keys of the page below do nothing to whoever has a dialog before them.
      await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).focus();
      await page.keyboard.press('g');
      await page.keyboard.press('h');
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

  it('come from a list: its faults with their place, then every change in words, then a second factor', async () => {
    const { page, person } = await stage.signedIn('hugo', '/people');
    const list = (...rows: string[]) => ({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['name;email;job roles;manager', ...rows].join('\r\n')),
    });
    await page.getByRole('link', { name: 'Import a list' }).click();
    await page.getByText('Drop a CSV file here').waitFor();
    await stage.look(page, 'people-import');
    const file = page.getByLabel('CSV file with people');
    await file.setInputFiles(list('Anna Öst;anna;pilot;'));
    await page.getByText('2 faults, so nothing is changed.').waitFor();
    await page.getByText('Line 2, job roles').waitFor();
    await stage.look(page, 'people-import-faults');
    await file.setInputFiles(
      list(
        'Anna Öst;anna@x.example;engineer;tomasz',
        'Bo;bo@x.example;;anna@x.example',
        `${'Wolfeschlegel'.repeat(6)};${'w'.repeat(60)}@x.example;;`,
      ),
    );
    await page.getByText('3 people join.').waitFor();
    await page.getByText('gains the job role engineer').waitFor();
    await stage.look(page, 'people-import-changes');
    await page.getByRole('button', { name: 'Apply the list' }).click();
    await page.getByLabel('Code from your authenticator').fill(person.nextCode());
    await page.getByRole('dialog').getByRole('button', { name: 'Apply the list' }).click();
    await page.getByText('The list is applied.').waitFor();
    await page.getByText('3 people join.').waitFor();
    await page.getByRole('link', { name: 'See the people' }).click();
    await page.getByRole('link', { name: 'Anna Öst' }).waitFor();
    await page.getByRole('link', { name: 'Wolfeschlegel' }).click();
    await page.getByRole('heading', { name: 'Wolfeschlegel' }).waitFor();
    await stage.look(page, 'person-long-name');
    await page.setViewportSize({ width: PHONE, height: 844 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE);
    expect(stage.faults).toEqual([]);
    expect(stage.errors).toEqual([]);
  });

  it('come from a provisioning system, whose token is made, shown once and ended with a second factor', async () => {
    const { page, person } = await stage.signedIn('hugo', '/people/provisioning');
    await page.getByText('No provisioning system calls yet').waitFor();
    await stage.look(page, 'provisioning-none');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Give it a name').waitFor();
    await page.getByLabel('Which provisioning system').fill('Okta');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Code from your authenticator').fill(person.nextCode());
    await page.getByRole('dialog').getByRole('button', { name: 'Make token' }).click();
    await page.getByText('The token is shown once.').waitFor();
    await page.getByText('Never used').waitFor();
    await stage.look(page, 'provisioning-made');
    expect(await page.content()).not.toMatch(/scim_[A-Za-z0-9_-]{20}/);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    expect(await page.getByLabel('Token', { exact: true }).innerText()).toMatch(/^scim_/);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('button', { name: 'End the token “Okta”' }).click();
    await page.getByLabel('Code from your authenticator').fill(person.nextCode());
    await page.getByRole('dialog').getByRole('button', { name: 'End it now' }).click();
    await page.getByText('No provisioning system calls yet').waitFor();
    expect(stage.faults).toEqual([]);
    expect(stage.errors).toEqual([]);
  });
});
