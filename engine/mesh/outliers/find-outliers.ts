import type { DetectorSettings } from './detector-settings.ts';
import type { HostHealth, Traffic } from './host-health.ts';

type TrafficOrigin = 'external' | 'localOrigin';

interface Outlier {
  readonly host: HostHealth;
  readonly isEnforced: boolean;
  readonly reason: string;
}

interface RatedHost {
  readonly host: HostHealth;
  readonly requests: number;
  readonly successPercent: number;
}

/** Hosts in service whose answers since the last sweep stand out: against the others, or against a fixed share. */
export function findOutliers(
  hosts: readonly HostHealth[],
  origin: TrafficOrigin,
  settings: DetectorSettings,
): readonly Outlier[] {
  const { successRateMinimumHosts, failurePercentageMinimumHosts } = settings;
  if (hosts.length < Math.min(successRateMinimumHosts, failurePercentageMinimumHosts)) return [];
  const rated = hosts
    .filter(({ ejectedAtMs }) => ejectedAtMs === null)
    .flatMap((host) => rate(host, host[origin]));
  return [...bySuccessRate(rated, origin, settings), ...byFailurePercentage(rated, origin, settings)];
}

function rate(host: HostHealth, { total, succeeded }: Traffic): RatedHost[] {
  return total === 0 ? [] : [{ host, requests: total, successPercent: (succeeded * 100) / total }];
}

function bySuccessRate(
  rated: readonly RatedHost[],
  origin: TrafficOrigin,
  settings: DetectorSettings,
): Outlier[] {
  const valid = rated.filter(({ requests }) => requests >= settings.successRateRequestVolume);
  if (valid.length === 0 || valid.length < settings.successRateMinimumHosts) return [];
  const mean = valid.reduce((sum, { successPercent }) => sum + successPercent, 0) / valid.length;
  const variance =
    valid.reduce((sum, { successPercent }) => sum + (successPercent - mean) ** 2, 0) / valid.length;
  const least = mean - (settings.successRateStdevFactor / 1_000) * Math.sqrt(variance);
  const isEnforced =
    (origin === 'external' ? settings.enforcingSuccessRate : settings.enforcingLocalOriginSuccessRate) ===
    100;
  return valid
    .filter(({ successPercent }) => successPercent < least)
    .map(({ host, successPercent }) => {
      const reason = `${show(successPercent)}% success is below the ${show(least)}% that the hosts together ask for`;
      return { host, isEnforced, reason };
    });
}

function byFailurePercentage(
  rated: readonly RatedHost[],
  origin: TrafficOrigin,
  settings: DetectorSettings,
): Outlier[] {
  const valid = rated.filter(({ requests }) => requests >= settings.failurePercentageRequestVolume);
  if (valid.length === 0 || valid.length < settings.failurePercentageMinimumHosts) return [];
  const enforcing =
    origin === 'external'
      ? settings.enforcingFailurePercentage
      : settings.enforcingFailurePercentageLocalOrigin;
  return valid
    .filter(({ successPercent }) => 100 - successPercent >= settings.failurePercentageThreshold)
    .map(({ host, successPercent }) => {
      const reason = `${show(100 - successPercent)}% of its requests failed`;
      return { host, isEnforced: enforcing === 100, reason };
    });
}

function show(percent: number): string {
  return String(Math.round(percent * 10) / 10);
}
