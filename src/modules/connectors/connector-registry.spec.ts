import { systemClock } from '../../kernel';
import { ConnectorRegistry } from './connector-registry';
import { PostgresConnector } from './postgres/postgres.connector';

describe('ConnectorRegistry', () => {
  const postgres = new PostgresConnector(systemClock);
  const registry = new ConnectorRegistry([postgres]);

  it('finds the connector of a kind', () => {
    expect(registry.of('postgres')).toBe(postgres);
    expect(registry.kinds).toEqual(['postgres']);
  });

  it('refuses a kind that nobody serves', () => {
    expect(() => registry.of('abacus')).toThrow('No connector serves systems of kind "abacus".');
  });
});
