/** Severities that do not fail the audit; a severity that is not listed fails like high and critical. */
const minorSeverities = new Set(['info', 'low', 'moderate']);

/**
 * Decides on the known advisories: the lines to print, and whether the audit fails. High and critical severities fail
 * unless an exception covers them; an exception is invalid from the day after `expires`. `file` is the path of the
 * exceptions, `today` a date such as 2026-01-31.
 */
export function decideAudit({ advisories, exceptions, file, today }) {
  const grave = advisories.filter(({ severity }) => !minorSeverities.has(severity));
  const exceptionOf = (advisory) => exceptions.find((exception) => covers(exception, advisory));
  const isExpired = ({ expires }) => expires < today;
  const open = grave.filter((advisory) => exceptionOf(advisory) === undefined);
  const expired = exceptions.filter(isExpired);
  const current = exceptions.filter((exception) => !isExpired(exception));
  const isNeeded = (exception) => grave.some((advisory) => covers(exception, advisory));
  const minor = advisories.length - grave.length;
  return {
    hasFailed: open.length > 0 || expired.length > 0,
    lines: [
      ...open.map((advisory) => `FAILED: ${describe(advisory)}: upgrade it, or add an exception to ${file}`),
      ...expired.map((exception) => `FAILED: ${sayExpired(exception, isNeeded(exception))}`),
      ...current
        .filter(isNeeded)
        .map(
          ({ advisory, package: name, reason, expires }) =>
            `excepted until ${expires}: ${advisory} in ${name}: ${reason}`,
        ),
      ...current
        .filter((exception) => !isNeeded(exception))
        .map(
          ({ advisory, package: name }) =>
            `warning: the exception of ${advisory} in ${name} is not needed: remove it from ${file}`,
        ),
      `${count(grave.length, 'vulnerability', 'vulnerabilities')} of high or critical severity in the dependencies of production` +
        `, ${minor} less severe`,
    ],
  };
}

function covers(exception, advisory) {
  return (
    exception.advisory.toLowerCase() === advisory.id.toLowerCase() && exception.package === advisory.package
  );
}

function describe({ id, package: name, severity, title, url, range }) {
  return `${severity}: ${name} ${range}: ${title} (${id}${url ? `, ${url}` : ''})`;
}

function sayExpired({ advisory, package: name, expires }, isNeeded) {
  const what = isNeeded
    ? `upgrade ${name}, or renew the exception with a reason of today`
    : 'nothing reports it any more: remove the exception';
  return `the exception of ${advisory} in ${name} expired on ${expires}: ${what}`;
}

function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
