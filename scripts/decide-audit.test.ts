import { describe, expect, it } from 'vitest';
import { decideAudit } from './decide-audit.mjs';

const advisory = {
  id: 'GHSA-aaaa-bbbb-cccc',
  package: 'pg',
  severity: 'high',
  title: 'Reads what it should not',
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  range: '<8.2',
};

const exception = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'pg',
  reason: 'the function with the fault is never called here',
  accepted: '2026-01-10',
  expires: '2026-02-10',
};

const decide = (advisories: readonly object[], exceptions: readonly object[], today = '2026-01-20') =>
  decideAudit({ advisories, exceptions, file: 'exceptions.json', today });

describe('decideAudit', () => {
  it.each([
    ['info', false],
    ['low', false],
    ['moderate', false],
    ['high', true],
    ['critical', true],
    ['a severity that npm has not today', true],
  ])('with an advisory of severity %s has failed: %s', (severity, hasFailed) => {
    expect(decide([{ ...advisory, severity }], []).hasFailed).toBe(hasFailed);
  });

  it.each([
    ['on its last day', [exception], '2026-02-10', false],
    ['on the day after', [exception], '2026-02-11', true],
    ['of another advisory', [{ ...exception, advisory: 'GHSA-dddd-eeee-ffff' }], '2026-01-20', true],
    ['of another package', [{ ...exception, package: 'ws' }], '2026-01-20', true],
    ['in other letters', [{ ...exception, advisory: 'ghsa-AAAA-bbbb-cccc' }], '2026-01-20', false],
  ])('with an exception %s', (_, exceptions, today, hasFailed) => {
    expect(decide([advisory], exceptions, today).hasFailed).toBe(hasFailed);
  });

  it('does not apply the exception for one vulnerability to another of the same package', () => {
    const { hasFailed, lines } = decide([advisory, { ...advisory, id: 'GHSA-dddd-eeee-ffff' }], [exception]);
    expect(hasFailed).toBe(true);
    expect(lines.filter((line) => line.startsWith('FAILED'))).toEqual([
      expect.stringContaining('GHSA-dddd-eeee-ffff'),
    ]);
  });

  it('says whether an expired exception is still needed', () => {
    const [needed] = decide([advisory], [exception], '2026-03-01').lines;
    expect(needed).toMatch(/expired on 2026-02-10: upgrade pg, or renew the exception/);
    const { hasFailed, lines } = decide([], [exception], '2026-03-01');
    expect(lines[0]).toMatch(/nothing reports it any more: remove the exception/);
    expect(hasFailed).toBe(true);
  });

  it('warns about an exception that only a lower severity would use', () => {
    const { hasFailed, lines } = decide([{ ...advisory, severity: 'moderate' }], [exception]);
    expect(lines).toContainEqual(
      expect.stringMatching(/warning: .* is not needed: remove it from exceptions/),
    );
    expect(hasFailed).toBe(false);
  });
});
