import { libpqVariables, serviceSection } from './libpq';

const URL_OF_LOG_IN =
  'postgresql://sp_lea:p%40ss%2Fword@db.example:5433/customers%20eu?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem';

it('is written as the variables of libpq', () => {
  expect(libpqVariables(URL_OF_LOG_IN)).toEqual({
    PGHOST: 'db.example',
    PGPORT: '5433',
    PGDATABASE: 'customers eu',
    PGUSER: 'sp_lea',
    PGPASSWORD: 'p@ss/word',
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: '/etc/ca.pem',
  });
  expect(libpqVariables('postgresql://a:b@[::1]:5432/c')).toMatchObject({
    PGHOST: '::1',
    PGSSLMODE: 'prefer',
  });
});

it('is written as a section of pg_service.conf in which no password stands', () => {
  const section = serviceSection('customers', URL_OF_LOG_IN);
  expect(section).toBe(
    '[customers]\nhost=db.example\nport=5433\ndbname=customers eu\nuser=sp_lea\nsslmode=verify-full\nsslrootcert=/etc/ca.pem',
  );
});
