import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionSignatures } from '@petstore/promql';
import { runScript } from '@petstore/promql/conformance';
import { describe, expect, it } from 'vitest';

const folder = join(process.cwd(), 'promql/conformance/scripts');
const scripts = readdirSync(folder).filter((name) => name.endsWith('.promtest'));

describe('the conformance scripts', () => {
  it.each(scripts)('%s states what the engine does', (name) => {
    const { passed, failures, skipped } = runScript(readFileSync(join(folder, name), 'utf8'));
    expect(failures).toEqual([]);
    expect(skipped).toEqual([]);
    expect(passed).toBeGreaterThan(0);
  });

  it.each(scripts)('%s fails when its expected values are changed', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const mutated = text.replaceAll(
      /^(\s+\{[^{}]*\}|\s+\w+(?:\{[^{}]*\})?) (-?\d+(?:\.\d+)?)$/gm,
      (line, series, value) => (isExpectation(text, line) ? `${series} ${Number(value) + 1}` : line),
    );
    if (mutated !== text) expect(runScript(mutated).failures.length).toBeGreaterThan(0);
  });

  const queries = scripts
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.startsWith('eval'))
    .join('\n');

  it.each([...functionSignatures.keys()])('call %s()', (name) => {
    expect(queries).toMatch(new RegExp(`\\b${name}\\(`));
  });

  it.each(
    'sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio'.split(
      ' ',
    ),
  )('aggregate with %s', (name) => {
    expect(queries).toMatch(new RegExp(`\\b${name} ?(?:by|without|\\()`));
  });

  it.each(
    '+ - * / % ^ atan2 == != > < >= <= </ >/ and or unless bool on ignoring group_left group_right offset @'.split(
      ' ',
    ),
  )('use the operator %s', (operator) => {
    expect(queries).toContain(` ${operator}`);
  });
});

/** Whether a line belongs to an `eval`, not to a `load`. */
function isExpectation(text: string, line: string): boolean {
  const before = text.slice(0, text.indexOf(line));
  return before.lastIndexOf('\neval') > before.lastIndexOf('\nload');
}
