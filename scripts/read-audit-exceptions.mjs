import { readFileSync } from 'node:fs';
import { StepFailed } from './step-failed.mjs';

const longestDays = 180;
const shortestReason = 20;
const millisecondsOfADay = 86_400_000;

/**
 * Reads the accepted advisories: a JSON array of `{ advisory, package, reason, accepted, expires }`. Throws a
 * StepFailed that lists every mistake, because a misread exception hides a vulnerability. `today` is a date such as
 * 2026-01-31.
 */
export function readAuditExceptions(path, today) {
  const exceptions = parse(path);
  const problems = exceptions.flatMap((exception, index) =>
    problemsOf(exception, exceptions.slice(0, index), today).map(
      (problem) => `${path}: [${index}]${problem}`,
    ),
  );
  if (problems.length > 0) throw new StepFailed(problems.map((problem) => `audit: ${problem}`).join('\n'));
  return exceptions;
}

function parse(path) {
  let written;
  try {
    written = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StepFailed(
      `audit: ${path} cannot be read (${error.message}): write a JSON array, [] when empty`,
    );
  }
  if (!Array.isArray(written)) throw new StepFailed(`audit: ${path} must be a JSON array, [] when empty`);
  return written;
}

/** Required format of each field. */
const fields = {
  advisory: (value) =>
    /^(GHSA(-[0-9a-z]{4}){3}|npm-\d+)$/i.test(value) || 'must be an identifier such as GHSA-xxxx-xxxx-xxxx',
  package: (value) => value !== '' || 'must be the name of the package that has the vulnerability',
  reason: (value) =>
    value.trim().length >= shortestReason ||
    `must say in at least ${shortestReason} characters why the vulnerability does not matter here`,
  accepted: (value) => isDate(value) || 'must be a date such as 2026-01-31',
  expires: (value) => isDate(value) || 'must be a date such as 2026-01-31',
};

function problemsOf(exception, earlier, today) {
  if (typeof exception !== 'object' || exception === null || Array.isArray(exception)) {
    return [` must be an object with ${Object.keys(fields).join(', ')}`];
  }
  const unknown = Object.keys(exception).filter((name) => !Object.hasOwn(fields, name));
  const wrong = Object.entries(fields).flatMap(([name, check]) => {
    const value = exception[name];
    const verdict = typeof value === 'string' ? check(value) : 'must be a text';
    return verdict === true ? [] : [`.${name} ${verdict}`];
  });
  const problems = [...unknown.map((name) => `.${name} is no field: remove it`), ...wrong];
  if (wrong.length > 0) return problems;
  const isRepeated = earlier.some(
    (each) => each?.advisory === exception.advisory && each?.package === exception.package,
  );
  if (isRepeated) problems.push(' is there twice: keep one of them');
  const days = (Date.parse(exception.expires) - Date.parse(exception.accepted)) / millisecondsOfADay;
  if (days <= 0 || days > longestDays) {
    problems.push(`.expires must be 1 to ${longestDays} days after accepted`);
  }
  if (exception.accepted > today) problems.push(`.accepted lies in the future, today is ${today}`);
  return problems;
}

function isDate(value) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
