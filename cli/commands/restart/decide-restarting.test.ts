import { expect, test } from 'vitest';
import { decideRestarting, type RestartedDeployment } from './decide-restarting.ts';

const before = new Set(['old-1', 'old-2']);
const complete = { phase: 'complete', reason: '2 of 2 current pods available' } as const;
const progressing = { phase: 'progressing', reason: '1 of 2 current pods available' } as const;
const stalled = { phase: 'stalled', reason: '1 of 2 available; no progress for more than 600 s' } as const;

function running(name: string) {
  return { name, phase: 'Running', message: null } as const;
}
function crashing(name: string) {
  return { name, phase: 'CrashLoopBackOff', message: 'exited with code 3' } as const;
}

test.each<[string, RestartedDeployment, boolean, object]>([
  [
    'is done when only new pods are left',
    { rollout: complete, pods: [running('new-1'), running('new-2')] },
    false,
    { outcome: 'replaced' },
  ],
  ['is done at once where no pod is wanted', { rollout: complete, pods: [] }, false, { outcome: 'replaced' }],
  [
    'waits while an old pod is there, whatever the rollout says',
    { rollout: complete, pods: [running('new-1'), running('old-2')] },
    false,
    { outcome: 'waiting' },
  ],
  [
    'waits while the rollout goes on',
    { rollout: progressing, pods: [running('new-1')] },
    false,
    { outcome: 'waiting' },
  ],
  [
    'does not mind an old pod that crashes: it goes anyway',
    { rollout: progressing, pods: [crashing('old-1')] },
    false,
    { outcome: 'waiting' },
  ],
  [
    'fails with a new pod that crashes',
    { rollout: progressing, pods: [running('old-1'), crashing('new-1')] },
    false,
    { outcome: 'failed', code: 'restart-failed', reason: 'new-1 keeps crashing: exited with code 3' },
  ],
  [
    'fails when nothing moves any more',
    { rollout: stalled, pods: [running('old-1')] },
    false,
    { outcome: 'failed', code: 'restart-failed', reason: stalled.reason },
  ],
  [
    'fails at its deadline',
    { rollout: progressing, pods: [running('old-1')] },
    true,
    { outcome: 'failed', code: 'restart-not-reached', reason: progressing.reason },
  ],
])('%s', (_what, deployment, isPastDeadline, expected) => {
  expect(decideRestarting(deployment, before, isPastDeadline)).toEqual(expected);
});
