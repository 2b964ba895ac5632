import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand } from './install-when-needed.mjs';
import { runChild } from './run-child.mjs';
import { StepFailed } from './step-failed.mjs';

/** Timeout for one response of the registry, in milliseconds. */
const fetchTimeoutMs = 30_000;

/** Statuses of registries that have no audit endpoint. */
const withoutEndpoint = new Set([404, 405, 410, 501]);

/** Statuses of a registry, or of a proxy before it, that is temporarily unavailable. */
const passing = (status) => status === 408 || status === 429 || status >= 500;

/**
 * Asks npm's registry for advisories on the locked production dependencies. Returns `{ outcome: 'answered', advisories
 * }`, or `{ outcome: 'unanswered', reason }` when the registry has no audit endpoint or cannot be reached. Throws a
 * StepFailed for a response that cannot be read, because it says nothing about safety.
 */
export async function askRegistry(root) {
  // npm caches its evaluation of an advisory by number, even when the severity has changed since.
  const cache = mkdtempSync(join(tmpdir(), 'petstore-audit-'));
  try {
    const [command, ...prefix] = npmCommand();
    const args = [
      'audit',
      '--json',
      '--omit=dev',
      `--cache=${cache}`,
      '--fetch-retries=1',
      '--loglevel=silent',
    ];
    const limits = ['--fetch-retry-mintimeout=1000', `--fetch-timeout=${fetchTimeoutMs}`];
    const { output } = await runChild(command, [...prefix, ...args, ...limits], { cwd: root });
    return readAnswer(parseReport(output));
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

function parseReport(output) {
  try {
    return JSON.parse(output);
  } catch {
    throw unreadable(output.trim().slice(0, 300) || 'npm printed nothing');
  }
}

function readAnswer(report) {
  if (report?.auditReportVersion === 2) return { outcome: 'answered', advisories: advisoriesOf(report) };
  const { statusCode: status, message = report?.error?.summary ?? 'npm printed no report' } = report ?? {};
  if (withoutEndpoint.has(status)) {
    return { outcome: 'unanswered', reason: `the registry has no audit endpoint (${message})` };
  }
  if (passing(status) || isConnectionFailure(message)) {
    return { outcome: 'unanswered', reason: `the registry could not be reached (${message})` };
  }
  throw unreadable(message);
}

function isConnectionFailure(message) {
  return /^request to \S+ failed|timeout/i.test(message);
}

function unreadable(what) {
  return new StepFailed(
    `audit: the registry's answer is no report of vulnerabilities: ${what}\n` +
      'audit: see which registry is asked with `npm config get registry`, and whether it wants a sign-in',
  );
}

/** Distinct advisories; `via` also lists packages that merely depend on a vulnerable one. */
function advisoriesOf({ vulnerabilities }) {
  const found = new Map();
  for (const { via } of Object.values(vulnerabilities)) {
    for (const advisory of via) {
      if (typeof advisory === 'string') continue;
      const { source, name, severity, title, url, range } = advisory;
      const id = /GHSA(-[0-9a-z]{4}){3}$/i.exec(url ?? '')?.[0] ?? `npm-${source}`;
      found.set(`${id} ${name}`, { id, package: name, severity, title, url, range });
    }
  }
  return [...found.values()];
}
