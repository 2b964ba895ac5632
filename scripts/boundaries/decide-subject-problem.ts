/**
 * The problem of a commit's subject, `undefined` when it has the form `area: change`: area in lower case, change in the
 * imperative (`saga: merge consecutive local steps into one transaction`). Subjects of `git revert` pass.
 */
export function decideSubjectProblem(subject: string): string | undefined {
  if (/^Revert ".+"$/.test(subject)) return undefined;
  const [, area, change] = /^([^:]*): ?(.*)$/.exec(subject) ?? [];
  if (area === undefined || change === undefined) return 'names no area';
  if (!/^[a-z0-9][a-z0-9./,-]*( [a-z0-9./,-]+)*$/.test(area)) {
    return `the area "${area}" is not a name in lower case`;
  }
  if (!subject.startsWith(`${area}: `) || change.trim() === '') return 'says no change behind ": "';
  return undefined;
}
