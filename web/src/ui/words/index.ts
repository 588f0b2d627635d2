export * from './duration';
export * from './lists';
export * from './time';
export * from './ticket';
