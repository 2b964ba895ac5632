import { messageOf } from '../errors/index.ts';

/** Throws if the dependency that it checks is not usable. */
export type ReadinessCheck = () => Promise<void> | void;

export interface ReadinessReport {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<string, 'ok' | string>>;
}

const checkTimeoutMs = 1_000;

async function bounded(check: ReadinessCheck): Promise<'ok' | string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${checkTimeoutMs} ms`), checkTimeoutMs);
  });
  const outcome = (async () => {
    await check();
    return 'ok';
  })().catch((error: unknown) => messageOf(error));
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs all checks concurrently; ready if all pass. */
export async function checkReadiness(checks: ReadonlyMap<string, ReadinessCheck>): Promise<ReadinessReport> {
  const entries = await Promise.all(
    [...checks].map(async ([name, check]) => [name, await bounded(check)] as const),
  );
  return { isReady: entries.every(([, outcome]) => outcome === 'ok'), checks: Object.fromEntries(entries) };
}
