/** Where the demonstration's own targets answer, as far as somebody at this machine wants to know. */
export interface DemoPlaces {
  /** The stand-in that plays AWS; undefined where somebody else provides the account. */
  readonly awsEndpoint: string | undefined;
}

export const DEMO_PLACES = Symbol('DEMO_PLACES');
