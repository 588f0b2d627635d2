export { checkPolicyFile, type CheckedPolicyFile, type PolicyFileCheck } from './check-policy-file';
export type { PolicyFault } from './domain/fault';
export { policyFileJsonSchema, type PolicyFile } from './schema/policy-file.schema';
