import type { paths as Generated } from './schema';
import type { AuditPaths } from './audit-paths';

/** Until the audit trail's endpoints are in the generated description, their part is written by hand. */
export type paths = Generated & AuditPaths;
