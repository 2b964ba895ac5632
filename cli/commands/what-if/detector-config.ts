import { type DetectorSettings, fillSettings, type GivenSettings } from '@petstore/engine/mesh/outliers';
import { suggestName } from '@petstore/engine/suggest-name';
import type { CaseProblem } from './case-form.ts';

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Alternative names of settings, besides Envoy's own in camel case or snake case. */
const otherNames: Readonly<Record<string, keyof DetectorSettings>> = {
  enforcing5xx: 'enforcingConsecutive5xx',
  enforcingGatewayFailure: 'enforcingConsecutiveGatewayFailure',
  enforcingLocalOriginFailure: 'enforcingConsecutiveLocalOriginFailure',
  interval: 'intervalMs',
  baseEjectionTime: 'baseEjectionTimeMs',
  maxEjectionTime: 'maxEjectionTimeMs',
};

/** Settings that may be grouped in an object: `successRate: {minimumHosts: 3, enforcing: 0}`. */
const groups: ReadonlySet<string> = new Set(['successRate', 'failurePercentage']);

const filled = fillSettings({});
const names: readonly string[] = [...Object.keys(filled), ...Object.keys(otherNames)];

interface ConfigReading {
  readonly settings: DetectorSettings;
  readonly problems: readonly CaseProblem[];
}

/** Reads overrides of the detector's settings; durations are milliseconds or texts such as "10s". */
export function readDetectorConfig(config: Readonly<Record<string, unknown>>): ConfigReading {
  const given: Record<string, number | boolean> = {};
  const problems: CaseProblem[] = [];
  for (const { path, name, value } of Object.entries(config).flatMap(ungroup)) {
    const setting = settingOf(name);
    if (setting === null) problems.push({ path, message: describeUnknown(name) });
    else if (value !== null) {
      const read = readValue(setting, value);
      if (typeof read === 'string') problems.push({ path, message: read });
      else given[setting] = read;
    }
  }
  const settings = fillSettings(given as GivenSettings);
  if (settings.maxEjectionTimeMs < settings.baseEjectionTimeMs) {
    const message = 'must not be less than the base ejection time: Envoy refuses that';
    problems.push({ path: ['config', 'maxEjectionTime'], message });
  }
  return { settings, problems };
}

/** Every setting under Envoy's name and its alternative name. */
export function showSettings(settings: DetectorSettings): Record<string, number | boolean> {
  const others = Object.entries(otherNames).map(([name, setting]) => [name, settings[setting]] as const);
  return { ...settings, ...Object.fromEntries(others) };
}

interface NamedValue {
  readonly path: readonly string[];
  readonly name: string;
  readonly value: unknown;
}

function ungroup([name, value]: readonly [string, unknown]): NamedValue[] {
  const path = ['config', name];
  const group = camelCase(name);
  if (!groups.has(group) || typeof value !== 'object' || value === null) return [{ path, name, value }];
  return Object.entries(value).map(([member, inner]) => {
    const joined =
      member === 'enforcing' ? `enforcing${capital(group)}` : `${group}${capital(camelCase(member))}`;
    return { path: [...path, member], name: joined, value: inner };
  });
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

function settingOf(name: string): keyof DetectorSettings | null {
  const plain = camelCase(name);
  if (Object.hasOwn(otherNames, plain)) return otherNames[plain] ?? null;
  return isSetting(plain) ? plain : null;
}

function isSetting(name: string): name is keyof DetectorSettings {
  return Object.hasOwn(filled, name);
}

function readValue(setting: keyof DetectorSettings, value: unknown): number | boolean | string {
  if (typeof filled[setting] === 'boolean')
    return typeof value === 'boolean' ? value : 'must be true or false';
  if (setting.endsWith('Ms')) {
    return parseMilliseconds(value) ?? 'must be a number of milliseconds or a text such as "10s"';
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return 'must be a whole number';
  if (setting.startsWith('enforcing') && value !== 0 && value !== 100) {
    return 'must be 0 or 100: any other value makes the result random';
  }
  return value;
}

function describeUnknown(name: string): string {
  const meant = suggestName(name, names);
  return meant === null
    ? 'is not a setting of the detector: remove it'
    : `is not a setting of the detector: did you mean ${meant}?`;
}

/** Milliseconds from a number, or from a text such as `5s`, `1m30s` or `100ms`; null for anything else. */
export function parseMilliseconds(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
  if (typeof value !== 'string' || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(value)) return null;
  return [...value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (total, [, amount, unit = 's']) => total + Number(amount) * (unitMs[unit] ?? 0),
    0,
  );
}
