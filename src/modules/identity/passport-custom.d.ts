/** The package ships no types. */
declare module 'passport-custom' {
  import { Strategy as PassportBase } from 'passport';

  export class Strategy extends PassportBase {
    constructor(verify: (request: unknown, done: (error: unknown, user?: unknown) => void) => void);
  }
}
