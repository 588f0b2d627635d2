export * from './duration';
export * from './lists';
export * from './time';
