export * from './clock';
export * from './domain-error';
export * from './ids';
export * from './known';
export * from './redacted';
export * from './transition-table';
export * from './within';
