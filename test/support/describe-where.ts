/**
 * `describe`, or a skip that says why: `missing` names what this machine lacks, and the reporter lists it
 * beside each test that did not run.
 */
export function describeWhere(missing: string | undefined): (title: string, body: () => void) => void {
  if (missing === undefined) return describe;
  return (title, body) => describe.skip(`${title} [skipped: ${missing}]`, body);
}
