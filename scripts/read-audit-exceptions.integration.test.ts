import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAuditExceptions } from './read-audit-exceptions.mjs';

const good = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'pg',
  reason: 'the function with the fault is never called here',
  accepted: '2026-01-10',
  expires: '2026-02-10',
};

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'petstore-exceptions-'));
  path = join(folder, 'exceptions.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the exceptions of the audit', () => {
  it('are read', () => {
    writeFileSync(path, JSON.stringify([good]));
    expect(readAuditExceptions(path, '2026-01-10')).toEqual([good]);
  });

  it('of this repository are well-formed', () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(readAuditExceptions(join(process.cwd(), '.ci/audit-exceptions.json'), today)).toBeInstanceOf(
      Array,
    );
  });

  it.each([
    ['an object', {}, /must be a JSON array/],
    ['a text in the array', ['GHSA-aaaa-bbbb-cccc'], /\[0\] must be an object with advisory, package/],
    ['no advisory', [{ ...good, advisory: undefined }], /\[0\]\.advisory must be a text/],
    ['a CVE', [{ ...good, advisory: 'CVE-2026-1' }], /\.advisory must be an identifier such as GHSA/],
    ['no package', [{ ...good, package: '' }], /\.package must be the name/],
    ['a reason of blanks', [{ ...good, reason: ' '.repeat(40) }], /\.reason must say/],
    ['a day that no month has', [{ ...good, expires: '2026-02-30' }], /\.expires must be a date/],
    ['another form of date', [{ ...good, accepted: '10.1.2026' }], /\.accepted must be a date/],
    ['an end before its begin', [{ ...good, expires: '2026-01-09' }], /\.expires must be 1 to 180 days/],
    ['a year', [{ ...good, expires: '2027-01-10' }], /\.expires must be 1 to 180 days/],
    ['a begin that lies ahead', [{ ...good, accepted: '2026-01-11' }], /\.accepted lies in the future/],
    ['a field too many', [{ ...good, severity: 'high' }], /\.severity is no field/],
    ['one twice', [good, good], /\[1\] is there twice/],
  ])('are refused with %s', (_, written, message) => {
    writeFileSync(path, JSON.stringify(written));
    expect(() => readAuditExceptions(path, '2026-01-10')).toThrow(message);
  });

  it('report every mistake at once', () => {
    writeFileSync(
      path,
      JSON.stringify([
        { ...good, reason: 'no' },
        { ...good, package: '' },
      ]),
    );
    expect(() => readAuditExceptions(path, '2026-01-10')).toThrow(/\[0\]\.reason[\s\S]*\[1\]\.package/);
  });

  it.each(['', '[{'])('are refused when the file holds %j', (text) => {
    writeFileSync(path, text);
    expect(() => readAuditExceptions(path, '2026-01-10')).toThrow(/cannot be read .*write a JSON array/);
  });

  it('are refused when there is no file', () => {
    expect(() => readAuditExceptions(path, '2026-01-10')).toThrow(/cannot be read/);
  });
});
