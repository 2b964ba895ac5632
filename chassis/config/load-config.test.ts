import { describe, expect, it } from 'vitest';
import { isAppError } from '../errors/index.ts';
import { boolean, integer, list, text, url } from './fields.ts';
import { loadConfig } from './load-config.ts';
import { logLevel } from './service-settings.ts';

const shape = {
  port: integer('PORT', { default: 8080, minimum: 0, maximum: 65_535 }),
  peer: url('PEER_URL'),
  name: text('NAME'),
  demo: boolean('DEMO', { default: false }),
  callers: list('CALLERS', { default: [] }),
};

describe('loadConfig', () => {
  it('reads typed values and applies defaults', () => {
    const config = loadConfig(shape, { PEER_URL: 'http://a:1/', NAME: 'x', CALLERS: 'a, b,' });
    expect(config).toEqual({ port: 8080, peer: 'http://a:1', name: 'x', demo: false, callers: ['a', 'b'] });
  });

  it('names every problem at once', () => {
    const attempt = () => loadConfig(shape, { PORT: '99999', PEER_URL: 'ftp://x', DEMO: 'yes' });
    expect(attempt).toThrow(
      /PORT is 99999.*PEER_URL is not an http address.*NAME is not set.*DEMO is neither/,
    );
  });

  it('reports an unknown log level together with all other problems', () => {
    const attempt = () => loadConfig({ logLevel, n: integer('N') }, { LOG_LEVEL: 'nonsense', N: 'x' });
    expect(attempt).toThrow(/LOG_LEVEL is "nonsense"; there are debug, info.*N is not an integer/);
    expect(loadConfig({ logLevel }, { LOG_LEVEL: '' })).toEqual({ logLevel: 'info' });
  });

  it.each(['1e3', '0x10', '12abc', '1.5', ' ', 'Infinity'])('refuses %j as an integer', (raw) => {
    expect(() => loadConfig({ n: integer('N') }, { N: raw })).toThrow(/N is not/);
  });

  it('reports as a configuration error of kind invalid', () => {
    try {
      loadConfig(shape, {});
      expect.unreachable();
    } catch (error) {
      expect(isAppError(error) && [error.code, error.kind]).toEqual(['configuration-invalid', 'invalid']);
    }
  });
});
