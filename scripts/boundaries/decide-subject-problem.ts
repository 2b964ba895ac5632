/**
 * Decides what is wrong with the subject of a commit, `undefined` when nothing is: it says where and what,
 * `area: change` in lower case and the imperative (`saga: merge consecutive local steps into one transaction`). What
 * `git revert` writes passes.
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
