import type { DetectorSettings } from './detector-settings.ts';
import { findOutliers } from './find-outliers.ts';
import { beginHealth, type HostHealth, type HostReport, resetStreaks } from './host-health.ts';

/** A host that left or came back, or that was to leave and may not. */
export interface OutlierChange {
  readonly host: string;
  readonly change: 'ejected' | 'returned' | 'kept';
  readonly reason: string;
}

export interface OutlierDetector {
  /** Sorted by name. */
  ejected(): readonly string[];
  report(host: string, report: HostReport, nowMs: number): readonly OutlierChange[];
  /** What the interval's timer does; nothing comes back but here. */
  sweep(nowMs: number): readonly OutlierChange[];
}

/** Counts what callers report of the hosts of one service (envoy source/common/upstream/outlier_detection_impl.cc). */
export function createOutlierDetector(names: readonly string[], settings: DetectorSettings): OutlierDetector {
  const hosts = new Map(names.map((name) => [name, beginHealth(name)]));
  const all = [...hosts.values()];
  const isOut = ({ ejectedAtMs }: HostHealth) => ejectedAtMs !== null;

  const eject = (host: HostHealth, { isEnforced, reason, nowMs }: Verdict): OutlierChange[] => {
    if (isOut(host)) return [];
    const kept = (why: string): OutlierChange[] => [
      { host: host.name, change: 'kept', reason: `${reason}; ${why}` },
    ];
    if (!mayEject(all.filter(isOut).length, all.length, settings)) {
      return kept('too many hosts would be out');
    }
    if (!isEnforced) return kept('this is not enforced');
    host.ejectedAtMs = nowMs;
    host.backoff = growBackoff(host.backoff, settings);
    const seconds = ejectionTimeMs(host.backoff, settings) / 1_000;
    return [{ host: host.name, change: 'ejected', reason: `${reason}; for ${seconds} s at least` }];
  };

  return {
    ejected: () =>
      all
        .filter(isOut)
        .map(({ name }) => name)
        .sort(),
    report(name, report, nowMs) {
      const host = hosts.get(name);
      if (host === undefined) return [];
      return count(host, report, settings).flatMap(({ reset, ...verdict }) => {
        // While a host is out its streaks go on, and pass the threshold without meeting it again.
        if (isOut(host)) return [];
        const changes = eject(host, { ...verdict, nowMs });
        reset();
        return changes;
      });
    },
    sweep(nowMs) {
      const returned = all.flatMap((host) => giveBack(host, settings, nowMs));
      const outliers = (['external', 'localOrigin'] as const).flatMap((origin) =>
        findOutliers(all, origin, settings).flatMap(({ host, isEnforced, reason }) =>
          eject(host, { isEnforced, reason, nowMs }),
        ),
      );
      for (const host of all) beginInterval(host, settings, nowMs);
      return [...returned, ...outliers];
    },
  };
}

interface Verdict {
  readonly isEnforced: boolean;
  readonly reason: string;
  readonly nowMs: number;
}

interface Streak {
  readonly isEnforced: boolean;
  readonly reason: string;
  readonly reset: () => void;
}

/** Counts one report; the streaks that it completes, in the order in which they are acted on. */
function count(host: HostHealth, report: HostReport, settings: DetectorSettings): Streak[] {
  if (report.kind === 'response') return countStatus(host, report.status, settings);
  if (settings.splitExternalLocalOriginErrors) return countConnection(host, report.kind, settings);
  if (report.kind === 'connectSuccess') return [];
  return countStatus(host, report.kind === 'timeout' ? 504 : 503, settings);
}

function countStatus(host: HostHealth, status: number, settings: DetectorSettings): Streak[] {
  host.external.total += 1;
  if (status < 500 || status > 599) {
    host.external.succeeded += 1;
    host.streak5xx = 0;
    host.streakGatewayFailure = 0;
    return [];
  }
  const complete: Streak[] = [];
  if (status < 502 || status > 504) host.streakGatewayFailure = 0;
  else {
    host.streakGatewayFailure += 1;
    if (host.streakGatewayFailure === settings.consecutiveGatewayFailure) {
      complete.push({
        isEnforced: settings.enforcingConsecutiveGatewayFailure === 100,
        reason: `${host.streakGatewayFailure} gateway errors in a row`,
        reset: () => {
          host.streakGatewayFailure = 0;
        },
      });
    }
  }
  host.streak5xx += 1;
  if (host.streak5xx === settings.consecutive5xx) {
    complete.push({
      isEnforced: settings.enforcingConsecutive5xx === 100,
      reason: `${host.streak5xx} errors in a row`,
      reset: () => {
        host.streak5xx = 0;
      },
    });
  }
  return complete;
}

function countConnection(
  host: HostHealth,
  kind: 'connectFailure' | 'timeout' | 'connectSuccess',
  settings: DetectorSettings,
): Streak[] {
  host.localOrigin.total += 1;
  if (kind === 'connectSuccess') {
    host.localOrigin.succeeded += 1;
    host.streakLocalOriginFailure = 0;
    return [];
  }
  host.streakLocalOriginFailure += 1;
  if (host.streakLocalOriginFailure !== settings.consecutiveLocalOriginFailure) return [];
  return [
    {
      isEnforced: settings.enforcingConsecutiveLocalOriginFailure === 100,
      reason: `${host.streakLocalOriginFailure} failures to reach it in a row`,
      reset: () => {
        host.streakLocalOriginFailure = 0;
      },
    },
  ];
}

function giveBack(host: HostHealth, settings: DetectorSettings, nowMs: number): OutlierChange[] {
  if (host.ejectedAtMs === null) return [];
  if (ejectionTimeMs(host.backoff, settings) > nowMs - host.ejectedAtMs) return [];
  host.ejectedAtMs = null;
  host.returnedAtMs = nowMs;
  resetStreaks(host);
  return [{ host: host.name, change: 'returned', reason: 'its time is over' }];
}

/** Forgets the interval's traffic, and a step of back-off of a host that was in service for a whole one. */
function beginInterval(host: HostHealth, { intervalMs }: DetectorSettings, nowMs: number): void {
  host.external = { total: 0, succeeded: 0 };
  host.localOrigin = { total: 0, succeeded: 0 };
  if (host.ejectedAtMs !== null || host.returnedAtMs === null) return;
  if (nowMs - host.returnedAtMs >= intervalMs) host.backoff = Math.max(0, host.backoff - 1);
}

/** Whether one more host may go: the share is taken with it already out, so of few hosts 10% is none. */
function mayEject(
  ejectedCount: number,
  hostCount: number,
  { maxEjectionPercent, alwaysEjectOneHost }: DetectorSettings,
): boolean {
  if (alwaysEjectOneHost && ejectedCount === 0) return true;
  return (100 * (ejectedCount + 1)) / hostCount <= Math.min(100, maxEjectionPercent);
}

/** How long a host stays out; it returns at the first sweep after that. */
function ejectionTimeMs(
  backoff: number,
  { baseEjectionTimeMs, maxEjectionTimeMs }: DetectorSettings,
): number {
  return Math.min(baseEjectionTimeMs * backoff, maxEjectionTimeMs);
}

/** The factor of the next ejection grows until the longest time is passed once. */
function growBackoff(backoff: number, { baseEjectionTimeMs, maxEjectionTimeMs }: DetectorSettings): number {
  return backoff * baseEjectionTimeMs < maxEjectionTimeMs + baseEjectionTimeMs ? backoff + 1 : backoff;
}
