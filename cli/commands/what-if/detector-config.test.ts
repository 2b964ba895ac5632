import { expect, test } from 'vitest';
import { readDetectorConfig, showSettings } from './detector-config.ts';

test.each([
  [{ consecutive5xx: 3 }, { consecutive5xx: 3 }],
  [{ consecutive_5xx: 3 }, { consecutive5xx: 3 }],
  [{ enforcing5xx: 0 }, { enforcingConsecutive5xx: 0 }],
  [{ interval: 5_000 }, { intervalMs: 5_000 }],
  [{ intervalMs: 5_000 }, { intervalMs: 5_000 }],
  [{ base_ejection_time: '1m30s' }, { baseEjectionTimeMs: 90_000 }],
  [{ interval: '100ms' }, { intervalMs: 100 }],
  [
    { successRate: { minimumHosts: 3, enforcing: 0 } },
    { successRateMinimumHosts: 3, enforcingSuccessRate: 0 },
  ],
  [{ failure_percentage: { request_volume: 7 } }, { failurePercentageRequestVolume: 7 }],
  [{ consecutive5xx: null }, { consecutive5xx: 5 }],
])('reads %j', (config, settings) => {
  expect(readDetectorConfig(config)).toMatchObject({ settings, problems: [] });
});

test.each([
  [
    { consecutive5x: 3 },
    'config.consecutive5x is not a setting of the detector: did you mean consecutive5xx?',
  ],
  [{ moon: 3 }, 'config.moon is not a setting of the detector: remove it'],
  [{ successRate: { moon: 3 } }, 'config.successRate.moon is not a setting of the detector: remove it'],
  [{ consecutive5xx: 1.5 }, 'config.consecutive5xx must be a whole number'],
  [{ interval: 'soon' }, 'config.interval must be a number of milliseconds or a text such as "10s"'],
  [{ alwaysEjectOneHost: 1 }, 'config.alwaysEjectOneHost must be true or false'],
  [{ enforcing5xx: 50 }, 'config.enforcing5xx must be 0 or 100: any other value makes the result random'],
  [
    { maxEjectionTime: 1 },
    'config.maxEjectionTime must not be less than the base ejection time: Envoy refuses that',
  ],
])('refuses %j', (config, expected) => {
  const said = readDetectorConfig(config).problems.map(({ path, message }) => `${path.join('.')} ${message}`);
  expect(said).toEqual([expected]);
});

test('shows a setting under each of its names', () => {
  const shown = showSettings(readDetectorConfig({ interval: '5s' }).settings);
  expect(shown).toMatchObject({
    interval: 5_000,
    intervalMs: 5_000,
    enforcing5xx: 100,
    enforcingConsecutive5xx: 100,
  });
});
