import { masked } from './mask';

it('I17 hides every character and keeps the lines', () => {
  expect(masked('PGPASSWORD=s3cret\nPGUSER=sp_1')).toBe('•••••••••••••••••\n•••••••••••');
});
