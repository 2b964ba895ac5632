import { isIPv6 } from 'node:net';
import { parseTimestamp } from '@petstore/chassis/time';
import { mostReplicas } from '@petstore/engine/most-replicas';
import { InvalidArgumentError } from 'commander';
import { highestOffset } from '../system/petstore-command.ts';
import { parseDuration } from '../terminal/format-duration.ts';

/** The latest time that a `Date` can represent. */
const latestMs = 8_640_000_000_000_000;

/** An hour in four seconds; what the queries allow is less. */
const fastest = 1_000;

/** Parsers of option values; each throws commander's `InvalidArgumentError`. */
export const parseOption = {
  portOffset: wholeNumber(0, highestOffset),
  replicas: wholeNumber(0, mostReplicas),
  speed(text: string): number {
    const speed = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (speed >= 1 && speed <= fastest) return speed;
    throw new InvalidArgumentError(`It must be a number from 1 to ${fastest}, such as 10.`);
  },
  customers: wholeNumber(1, 1_000),
  count: wholeNumber(0, 100_000),
  seed: wholeNumber(0, 2 ** 32 - 1),
  names(text: string, earlier: readonly string[] = []): readonly string[] {
    const names = text.split(',').map((name) => name.trim());
    if (!names.includes('')) return [...earlier, ...names];
    throw new InvalidArgumentError('It must be one name, or several separated by commas.');
  },
  hosts(text: string, earlier: readonly string[] = []): readonly string[] {
    const name = text.toLowerCase();
    const address = name.replace(/^\[(.*)\]$/, '$1');
    if (isIPv6(address)) return [...earlier, `[${address}]`];
    const hasForm = /^(\*\.[\w-]+\.)?[\w-]+(\.[\w-]+)*\.?$/.test(name) && name.length <= 254;
    // What ends in a number must be an IPv4 address.
    if (hasForm && URL.canParse(`http://${name.replace(/^\*\./, '')}`)) return [...earlier, name];
    throw new InvalidArgumentError(
      'It must be a host name without a port, such as shop.example.com or *.example.com; a bare * would let every web page in.',
    );
  },
  variable(text: string, earlier: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
    if (name !== undefined && value !== undefined) return { ...earlier, [name]: value };
    throw new InvalidArgumentError('It must be NAME=VALUE, such as LOG_LEVEL=debug.');
  },
  durationMs(text: string): number {
    const durationMs = parseDuration(text);
    if (durationMs === null)
      throw new InvalidArgumentError('It must be a duration such as 90s, 5m or 1h30m.');
    return durationMs;
  },
  timeMs(text: string): number {
    const timeMs = /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1_000) : parseTimestamp(text);
    if (timeMs !== null && timeMs <= latestMs) return timeMs;
    throw new InvalidArgumentError('It must be a time such as 2026-11-22T14:00:00Z, or seconds since 1970.');
  },
  correlationId(text: string): string {
    if (/^[\w.-]{1,128}$/.test(text)) return text;
    throw new InvalidArgumentError('It must be 1 to 128 letters, digits, dots, dashes or underscores.');
  },
} as const;

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
