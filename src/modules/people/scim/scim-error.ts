/** Error keywords of RFC 7644, section 3.12. */
export type ScimType =
  | 'uniqueness'
  | 'tooMany'
  | 'invalidFilter'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

/** A refusal in the words of SCIM: the provisioning system's administrator reads `detail` in its log. */
export class ScimError extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 409 | 412,
    readonly detail: string,
    readonly scimType?: ScimType,
  ) {
    super(detail);
    this.name = 'ScimError';
  }
}

export const invalidValue = (detail: string): ScimError => new ScimError(400, detail, 'invalidValue');
export const notUnique = (detail: string): ScimError => new ScimError(409, detail, 'uniqueness');
export const nothingThere = (what: 'user' | 'group'): ScimError =>
  new ScimError(404, `There is no ${what} with this id.`);
