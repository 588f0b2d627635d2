export const SOURCES = {
  file: 'Policy file',
  scim: 'Provisioning (SCIM)',
  csv: 'List (CSV)',
  none: 'Nobody any more',
} as const;
