import pg from 'pg';
import type { Redacted } from '../kernel';

export const DEMO_DATABASE = 'marelle';
export const DEMO_CUSTOMERS = 10_000;

/** Group roles that carry the rights on tables; leased log-ins only ever become their members. */
export const DEMO_GROUP_ROLES = ['customer_reader', 'customer_corrector', 'metrics_reader'] as const;

const GROUP_ROLES = DEMO_GROUP_ROLES.map(
  (role) => `
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
    CREATE ROLE ${role} NOLOGIN;
  END IF;`,
).join('');

/** Invented customers, always the same ones: names put together from short lists, addresses under .example. */
const SCHEMA = `
  DO $$ BEGIN ${GROUP_ROLES} END $$;

  CREATE TABLE IF NOT EXISTS customers (
    id integer PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL,
    city text NOT NULL,
    country text NOT NULL,
    iban text NOT NULL,
    created_on date NOT NULL
  );
  CREATE TABLE IF NOT EXISTS invoices (
    id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customers (id),
    amount_cents integer NOT NULL,
    issued_on date NOT NULL,
    paid boolean NOT NULL
  );
  CREATE TABLE IF NOT EXISTS usage_metrics (
    day date PRIMARY KEY,
    sign_ins integer NOT NULL,
    documents integer NOT NULL
  );

  INSERT INTO customers
  SELECT n,
         first_name || ' ' || last_name,
         lower(first_name || '.' || last_name || '.' || n) || '@customer.example',
         (ARRAY['Lyon', 'Porto', 'Gent', 'Malmö', 'Graz', 'Brno', 'Turku', 'Cork'])[1 + n % 8],
         (ARRAY['FR', 'PT', 'BE', 'SE', 'AT', 'CZ', 'FI', 'IE'])[1 + n % 8],
         'XX' || lpad((n * 7919 % 100)::text, 2, '0') || lpad((n::bigint * 104729)::text, 16, '0'),
         date '2021-01-01' + (n * 37 % 1800)
  FROM generate_series(1, ${DEMO_CUSTOMERS}) AS n,
       LATERAL (SELECT
         (ARRAY['Alba', 'Bram', 'Clara', 'Dario', 'Edda', 'Finn', 'Greta', 'Henrik', 'Ilse', 'Jonas'])[1 + n % 10] AS first_name,
         (ARRAY['Aalto', 'Bauer', 'Costa', 'Dubois', 'Eriksen', 'Fontaine', 'Gruber'])[1 + n * 3 % 7] AS last_name) AS names
  ON CONFLICT DO NOTHING;

  INSERT INTO invoices
  SELECT n, 1 + n * 13 % ${DEMO_CUSTOMERS}, 500 + n * 97 % 90000, date '2025-01-01' + (n % 600), n % 9 <> 0
  FROM generate_series(1, 20000) AS n
  ON CONFLICT DO NOTHING;

  INSERT INTO usage_metrics
  SELECT date '2026-01-01' + n, 400 + n * 31 % 170, 2200 + n * 53 % 900 FROM generate_series(0, 364) AS n
  ON CONFLICT DO NOTHING;

  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  GRANT USAGE ON SCHEMA public TO customer_reader, customer_corrector, metrics_reader;
  GRANT SELECT ON customers, invoices TO customer_reader;
  GRANT SELECT, UPDATE ON customers, invoices TO customer_corrector;
  GRANT SELECT ON usage_metrics TO metrics_reader;
`;

/** Fills the demonstration's target database; does nothing where it is filled already. */
export async function fillDemoDatabase(adminUrl: Redacted<string>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl.reveal(), application_name: 'sallyport-demo' });
  await client.connect();
  try {
    await client.query(SCHEMA);
  } finally {
    await client.end();
  }
}
