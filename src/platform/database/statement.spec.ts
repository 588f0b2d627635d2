import { statement, writes } from './statement';

describe('a statement', () => {
  it('has one name wherever it is used, so that a connection plans it once', () => {
    const { name } = statement('SELECT id FROM person WHERE id = $1', ['a']);
    expect(name).toMatch(/^sallyport_\d+$/);
    expect(statement('SELECT id FROM person WHERE id = $1', ['b']).name).toBe(name);
    expect(statement('SELECT id FROM person WHERE name = $1', ['b']).name).not.toBe(name);
  });

  it('goes without a name when it is long: a connection would keep it for nothing', () => {
    expect(statement(`SELECT ${'1, '.repeat(2_000)} 1`).name).toBeUndefined();
  });

  it.each([
    'INSERT INTO person (id) VALUES ($1)',
    'UPDATE access_grant SET state = $2',
    'UPDATE lease l SET fence = fence + 1',
    'DELETE FROM step_up',
    'WITH made AS (insert  into person (id) values ($1)) SELECT 1',
    'UPDATE "web_session"\n SET ended_at = $2',
  ])('writes: %s', (text) => {
    expect(writes(text)).toBe(true);
    statement(text);
    expect(writes(text)).toBe(true);
  });

  it.each([
    'SELECT id FROM access_grant WHERE id = $1 FOR UPDATE',
    'SELECT * FROM lease FOR UPDATE SKIP LOCKED',
  ])('locks and writes nothing: %s', (text) => {
    expect(writes(text)).toBe(false);
    statement(text);
    expect(writes(text)).toBe(false);
  });
});
