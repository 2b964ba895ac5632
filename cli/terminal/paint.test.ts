import { describe, expect, test } from 'vitest';
import { createPaint, hasColours } from './paint.ts';

describe('colours', () => {
  test.each([
    ['a terminal', true, {}, true],
    ['a pipe', false, {}, false],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR, which says nothing', true, { NO_COLOR: '' }, true],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
    ['both wishes', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('are decided for %s', (_what, isTerminal, environment, expected) => {
    expect(hasColours({ isTerminal, environment })).toBe(expected);
  });

  test('leave the text unchanged when disabled', () => {
    const paint = createPaint({ isTerminal: false, environment: {} });
    expect(paint('bad', 'broken')).toBe('broken');
  });

  test('wrap the text in its style on a terminal', () => {
    const paint = createPaint({ isTerminal: true, environment: {} });
    expect(paint('good', 'held')).toBe('\u001b[32mheld\u001b[39m');
  });
});
