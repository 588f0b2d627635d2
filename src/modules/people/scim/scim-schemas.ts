import SCIMMY from 'scimmy';
import { assertSafeNames } from './safe-names';
import { ScimError, type ScimType } from './scim-error';

const { Attribute, SchemaDefinition } = SCIMMY.Types;

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const PREREQUISITES = 'urn:ietf:params:scim:schemas:extension:sallyport:2.0:User';

/** What a provisioning system may say of trainings and agreements: kind, day, and the last day on which it counts. */
const prerequisites = new SchemaDefinition(
  'Prerequisites',
  PREREQUISITES,
  'What somebody has done, and when',
  [
    new Attribute(
      'complex',
      'prerequisites',
      { multiValued: true, description: 'Trainings, agreements and checks' },
      [
        new Attribute('string', 'kind', {
          required: true,
          description: 'Key of a prerequisite of the policy file',
        }),
        new Attribute('string', 'completedOn', {
          required: true,
          description: 'Day on which it was met: 2026-03-03',
        }),
        new Attribute('string', 'validUntil', { description: 'Last day on which it counts' }),
      ],
    ),
  ],
);

// The library takes a schema's class, which its types leave out.
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser as never);
SCIMMY.Schemas.User.extend(prerequisites as never);

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** JSON as a provisioning system sends it. */
export type Resource = Readonly<Record<string, unknown>>;

type SchemaClass = typeof SCIMMY.Schemas.User | typeof SCIMMY.Schemas.Group;

function read(schema: SchemaClass, body: Resource): Resource {
  assertSafeNames(body);
  return inScimWords(() => storable(new schema(body as never)));
}

/** PostgreSQL keeps no NUL and no half character in a JSON document. */
function storable(resource: object): Resource {
  const text = JSON.stringify(resource);
  if (/\\u(0000|d[89a-f])/i.test(text))
    throw new ScimError(400, 'A text holds a character that no text has.', 'invalidValue');
  return JSON.parse(text) as Resource;
}

/** The attributes that the schema knows, checked; everything else is dropped. */
export const readUser = (body: Resource): Resource => read(SCIMMY.Schemas.User, body);
export const readGroup = (body: Resource): Resource => read(SCIMMY.Schemas.Group, body);

/** The resource after the operations, all or none of them; they have been brought into one form before (normalise-patch.ts). */
export async function patched(
  kind: 'user' | 'group',
  resource: Resource,
  message: Resource,
): Promise<Resource> {
  const schema: SchemaClass = kind === 'user' ? SCIMMY.Schemas.User : SCIMMY.Schemas.Group;
  try {
    const changed: unknown = await new SCIMMY.Messages.PatchOp(message as never).apply(
      new schema(resource as never),
    );
    return changed === undefined ? resource : storable(changed as object);
  } catch (error) {
    throw translated(error);
  }
}

export function inScimWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translated(error);
  }
}

/** The library's own errors carry a status where the fault is the client's, and are TypeErrors where a value does not fit. */
function translated(error: unknown): unknown {
  if (error instanceof ScimError) return error;
  if (error instanceof SCIMMY.Types.Error) {
    const { scimType, message } = error as Error & { scimType?: ScimType };
    return new ScimError(400, message, scimType ?? 'invalidValue');
  }
  return error instanceof TypeError ? new ScimError(400, error.message, 'invalidValue') : error;
}

export const schemaDescriptions = (): Resource[] =>
  [
    SCIMMY.Schemas.User.definition,
    SCIMMY.Schemas.EnterpriseUser.definition,
    prerequisites,
    SCIMMY.Schemas.Group.definition,
  ].map((definition) => JSON.parse(JSON.stringify(definition.describe('/scim/v2/Schemas'))) as Resource);
