import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

interface Answer {
  readonly status?: number;
  readonly body: string;
}

const advisory = (severity: string) => ({
  id: 1,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'Reads what it should not',
  severity,
  vulnerable_versions: '<99',
  cwe: [],
  cvss: { score: 0, vectorString: null },
});

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const exception = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'pg',
  reason: 'the function with the fault is never called here',
  accepted: dayFromNow(-10),
  expires: dayFromNow(30),
};

let folder: string;
let server: Server;
let registry: string;
let answer: Answer;
let asked: Record<string, string[]>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'petstore-audit-test-'));
  asked = {};
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (!request.url?.endsWith('/-/npm/v1/security/advisories/bulk')) {
        response.writeHead(404).end('{}');
        return;
      }
      const sent = Buffer.concat(chunks);
      asked = JSON.parse(
        (request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent).toString(),
      );
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the registry has no port');
  registry = `http://127.0.0.1:${address.port}/`;
});

afterEach(async () => {
  if (server.listening) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true });
});

const direct = [process.execPath, 'scripts/audit.mjs'] as const;

/** Runs the audit against the test's registry. */
async function audit(exceptions: readonly object[] = [], command: readonly string[] = direct) {
  const path = join(folder, 'exceptions.json');
  writeFileSync(path, JSON.stringify(exceptions));
  const [program = '', ...args] = command;
  const env = { ...process.env, npm_config_registry: registry };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(program, [...args, path], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

describe('npm run audit', () => {
  it('asks about production dependencies, and passes when no advisory is known', async () => {
    answer = { body: '{}' };
    const { code, output } = await audit([], ['npm', 'run', 'audit', '--']);
    expect(output).toMatch(/^audit: 0 vulnerabilities of high or critical severity .*, 0 less severe$/m);
    expect(code).toBe(0);
    expect(Object.keys(asked)).toContain('pg');
    expect(Object.keys(asked)).not.toContain('vitest');
    // The last line of this form belongs to the test summary.
    expect(output).not.toMatch(/\d+ (passed|failed)/);
  });

  it('fails on a high severity, with a link to the advisory and what to do', async () => {
    answer = { body: JSON.stringify({ pg: [advisory('high')] }) };
    const { code, output } = await audit();
    expect(output).toContain('FAILED: high: pg <99: Reads what it should not (GHSA-aaaa-bbbb-cccc');
    expect(output).toMatch(/upgrade it, or add an exception to \S+exceptions\.json/);
    expect(code).toBe(1);
  });

  it('passes on a moderate severity, and counts it', async () => {
    answer = { body: JSON.stringify({ pg: [advisory('moderate')] }) };
    const { code, output } = await audit();
    expect(output).toMatch(/0 vulnerabilities of high or critical .*, 1 less severe/);
    expect(code).toBe(0);
  });

  it('passes on what an exception covers, and prints its reason', async () => {
    answer = { body: JSON.stringify({ pg: [advisory('high')] }) };
    const { code, output } = await audit([exception]);
    expect(output).toContain(
      `excepted until ${exception.expires}: GHSA-aaaa-bbbb-cccc in pg: ${exception.reason}`,
    );
    expect(code).toBe(0);
  });

  it('fails on an exception that has expired', async () => {
    answer = { body: JSON.stringify({ pg: [advisory('high')] }) };
    const { code, output } = await audit([{ ...exception, expires: dayFromNow(-1) }]);
    expect(output).toMatch(
      /FAILED: the exception of GHSA-aaaa-bbbb-cccc in pg expired on .*: upgrade pg, or renew/,
    );
    expect(code).toBe(1);
  });

  it('warns about an exception that is no longer needed', async () => {
    answer = { body: '{}' };
    const { code, output } = await audit([exception]);
    expect(output).toContain('warning: the exception of GHSA-aaaa-bbbb-cccc in pg is not needed: remove it');
    expect(code).toBe(0);
  });

  it('fails on a malformed file of exceptions before it asks the registry', async () => {
    const { code, output } = await audit([{ ...exception, reason: 'later' }]);
    expect(output).toMatch(/exceptions\.json: \[0\]\.reason must say in at least 20 characters/);
    expect(code).toBe(1);
    expect(asked).toEqual({});
  });

  it.each([404, 405])('passes when the registry has no audit endpoint and answers %i', async (status) => {
    answer = { status, body: '' };
    const { code, output } = await audit();
    expect(output).toContain('audit: NOT DONE, because the registry has no audit endpoint');
    expect(code).toBe(0);
  });

  it('passes when the registry is temporarily unavailable', async () => {
    answer = { status: 503, body: '{}' };
    const { code, output } = await audit();
    expect(output).toMatch(/NOT DONE, because the registry could not be reached \(503/);
    expect(code).toBe(0);
  });

  it('passes when the registry cannot be reached', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { code, output } = await audit();
    expect(output).toMatch(/NOT DONE, because the registry could not be reached \(request to http.* failed/);
    expect(code).toBe(0);
  });

  it.each(['<html>sign in</html>', '{"pg": 7}'])(
    'fails on %j, which says nothing about safety',
    async (body) => {
      answer = { body };
      const { code, output } = await audit();
      expect(output).toContain("audit: the registry's answer is no report of vulnerabilities");
      expect(output).toContain('npm config get registry');
      expect(code).toBe(1);
    },
  );

  it('fails when the registry requires authentication', async () => {
    answer = { status: 401, body: '{}' };
    const { code, output } = await audit();
    expect(output).toMatch(/no report of vulnerabilities: .*401/);
    expect(code).toBe(1);
  });
});
