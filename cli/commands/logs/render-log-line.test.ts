import { expect, test } from 'vitest';
import { formatFields, renderLogLine } from './render-log-line.ts';

const view = { paint: (_style: string, text: string) => text };
const source = {
  time: '2026-11-22T11:29:21.681Z',
  deployment: 'gateway',
  pod: 'gateway-1',
  container: 'gateway',
};

test('renders a JSON line as text, without the fields shown in its prefix', () => {
  const line = JSON.stringify({
    level: 'info',
    time: source.time,
    service: 'gateway',
    pod: 'gateway-1',
    messageId: 'm',
    message: 'request',
    status: 200,
    name: 'GET /v1/pets',
  });
  expect(renderLogLine({ ...source, line }, view)).toBe(
    '11:29:21.681 gateway-1 | info  | request status=200 name="GET /v1/pets"',
  );
});

test('shows an error with its indented stack', () => {
  const line = JSON.stringify({ level: 'error', message: 'failed', err: { stack: 'Error: no\n    at x' } });
  expect(renderLogLine({ ...source, line }, view)).toBe(
    '11:29:21.681 gateway-1 | error | failed\n    Error: no\n        at x',
  );
});

test.each(['plain words', '{"cut": "off', '[1, 2]'])('prints %s unchanged', (line) => {
  expect(renderLogLine({ ...source, line }, view)).toBe(`11:29:21.681 gateway-1 | ${line}`);
});

test('names the container unless it is the main one', () => {
  const text = renderLogLine({ ...source, container: 'migrate', line: 'done' }, view);
  expect(text).toBe('11:29:21.681 gateway-1/migrate | done');
});

test('formats fields unambiguously', () => {
  const fields = [
    ['status', 200],
    ['name', 'GET /v1/pets'],
    ['caller', 'client'],
    ['empty', ''],
    ['nested', { a: 1 }],
  ] as const;
  expect(formatFields(fields)).toBe('status=200 name="GET /v1/pets" caller=client empty="" nested={"a":1}');
});

test('shows a level that it does not know, whatever its name, like debug', () => {
  const line = JSON.stringify({ level: 'constructor', message: 'x' });
  const styles: unknown[] = [];
  renderLogLine({ ...source, line }, { paint: (style, text) => (styles.push(style) ? text : '') });
  expect(styles.every((style) => typeof style === 'string')).toBe(true);
});
