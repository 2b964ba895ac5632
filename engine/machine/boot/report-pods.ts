import type { Stored } from '../../api/objects/api-object.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import type { EngineProgress } from '../../engine-options.ts';
import { isEnding, summarizePod } from './deployment-view.ts';

/**
 * Turns changes of pods into lines that a person wants to read: how many are ready, and every exit that nobody asked
 * for. Returns what ends it.
 */
export function reportPods(
  store: Pick<ObjectStore, 'watch' | 'list'>,
  onProgress: ((progress: EngineProgress) => void) | undefined,
): () => void {
  let told = '';
  const report = (pod: Stored<'Pod'>, previous: Stored<'Pod'>) => {
    const after = summarizePod(pod);
    const before = summarizePod(previous);
    const hasFailed = !isEnding(pod) && after.failures > before.failures;
    if (hasFailed) onProgress?.({ step: 'pod-exited', message: `${pod.metadata.name}: ${after.message}` });
    if (after.isReady === before.isReady || isEnding(pod)) return;
    const wanted = store.list('Deployment').reduce((sum, { spec }) => sum + (spec.replicas ?? 1), 0);
    const ready = store.list('Pod').filter((each) => summarizePod(each).isReady).length;
    const message = `${ready} of ${wanted} pods ready`;
    if (message !== told) onProgress?.({ step: 'deployments', message });
    told = message;
  };
  return store.watch(({ object, previous }) => {
    if (object.kind === 'Pod' && previous?.kind === 'Pod') report(object, previous);
  });
}
