import type { EngineProgress } from '../../engine-options.ts';
import type { Pod, PodState, Supervisor } from '../../kubelet/index.ts';

/**
 * Turns changes of pods into lines that a person wants to read: how many are ready, and every exit that nobody asked
 * for.
 */
export function reportPods(
  supervisor: () => Pick<Supervisor, 'deployments'>,
  onProgress: ((progress: EngineProgress) => void) | undefined,
): (pod: Pod, before: PodState) => void {
  let told = '';
  return (pod, before) => {
    const { state } = pod;
    const hasFailed = !pod.isTerminating && state.failures > before.failures;
    if (hasFailed) onProgress?.({ step: 'pod-exited', message: `${pod.name}: ${state.message}` });
    if (state.isReady === before.isReady || pod.isTerminating) return;
    const { deployments } = supervisor();
    const wanted = deployments.reduce((sum, deployment) => sum + deployment.wanted, 0);
    const ready = deployments.flatMap(({ pods }) => pods).filter((each) => each.state.isReady).length;
    const message = `${ready} of ${wanted} pods ready`;
    if (message !== told) onProgress?.({ step: 'deployments', message });
    told = message;
  };
}
