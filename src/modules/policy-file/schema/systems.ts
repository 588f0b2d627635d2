import { z } from 'zod';
import { key, keyed, line, list, paragraph, secretReference } from './fields';
import { awsEntitlementSettings, awsSystemSettings } from './aws';
import { postgresEntitlementSettings, postgresSystemSettings } from './postgres';

const credential = secretReference().describe(
  'Where the broker finds its own credential for the system: `env:NAME` (a variable of the server process), `file:/absolute/path`, or `secret:name` (stored by `sallyport secret set name`). Never the secret itself.',
);

/** A cloud's own library may find credentials by itself: there is no secret to refer to then. */
const credentialOrChain = secretReference('default-chain').describe(
  '`default-chain` for what the AWS SDK finds where the server runs (an instance’s role, a profile), or `env:NAME`, `file:/absolute/path` or `secret:name` of a JSON text with accessKeyId and secretAccessKey.',
);

const common = {
  name: line.describe('As people read it: "Customer database".'),
  environment: z
    .enum(['production', 'staging', 'development'])
    .describe('Which environment it belongs to; shown beside the name.'),
  owners: list(key, 10).describe(
    'Keys of the people who answer for it; `systemOwner: true` asks them to approve.',
  ),
};

const postgresSystem = z.strictObject({
  ...common,
  credential,
  kind: z.literal('postgres').describe('A PostgreSQL server. Its credential is a connection URL.'),
  settings: postgresSystemSettings.prefault({}).describe('How to reach the server; the defaults are safe.'),
});

const awsSystem = z.strictObject({
  ...common,
  credential: credentialOrChain,
  kind: z.literal('aws').describe('An AWS account. People get sessions of its roles.'),
  settings: awsSystemSettings.describe('How to reach the account.'),
});

export const systems = keyed(z.discriminatedUnion('kind', [postgresSystem, awsSystem])).describe(
  'The targets that the broker issues access to.',
);

export const entitlements = keyed(
  z.strictObject({
    system: key.describe('Key of the system it lies in.'),
    name: line.describe('As people read it: "Read customers and invoices".'),
    description: paragraph.describe('What the right lets somebody do, in words.'),
    personalData: z
      .boolean()
      .describe('Does this right reach personal data? Every profile that bundles it must then say so too.'),
    settings: z
      .union([postgresEntitlementSettings, awsEntitlementSettings])
      .describe('What it means at the target.'),
  }),
).describe('Single rights in systems. People ask for profiles, which bundle them.');
