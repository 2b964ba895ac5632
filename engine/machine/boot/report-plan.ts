import type { EngineOptions } from '../../engine-options.ts';
import type { EnginePlan } from './plan-engine.ts';

/** Tells, before anything is started, what somebody might expect of the manifests and will not get. */
export function reportPlan(plan: EnginePlan, options: EngineOptions): void {
  options.onProgress?.({
    step: 'manifests',
    message: `${plan.set.deployments.length} Deployments in ${options.manifestsDirectory}`,
  });
  reportUnlisted(plan, options);
  reportAwaited(plan, options);
  reportWideGateways(plan, options);
  reportSelection(plan, options);
}

/** A file that lies beside the others is expected to count. */
function reportUnlisted({ set: { unlisted } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (unlisted.length === 0) return;
  const message = `not read, because kustomization.yaml does not list it: ${unlisted.join(', ')}`;
  onProgress?.({ step: 'manifests', message });
}

/** What is checked and not acted on would else look as if it were. */
function reportAwaited({ set: { awaited } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (awaited.length === 0) return;
  const controllers = awaited.map(({ controller }) => controller).join(', ');
  onProgress?.({ step: 'manifests', message: `checked, but nothing acts on it here yet: ${controllers}` });
}

/** A Gateway that means everybody is easily taken for a port that is open to everybody. */
function reportWideGateways({ allowedHosts: { tooWide } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (tooWide.length === 0) return;
  const message = `the hosts of Gateway ${tooWide.join(', ')} name everybody: host ports answer to names of loopback only; add others with --allow-host NAME`;
  onProgress?.({ step: 'manifests', message });
}

/** Whoever starts a part must know what the rest would have done. */
function reportSelection({ selection }: EnginePlan, { onProgress }: EngineOptions): void {
  if (selection === null) return;
  const started = selection.started.map(({ name, prepares }) =>
    prepares === null ? name : `${name} (it prepares the database ${prepares.join(', ')})`,
  );
  const { leftOut, missing } = selection;
  const lines = [
    `starting ${started.join(', ')} only`,
    ...(leftOut.length > 0 ? [`left out: ${leftOut.join(', ')}`] : []),
    ...(missing.length > 0 ? [`nobody answers for ${missing.join(', ')}, which they call`] : []),
  ];
  onProgress?.({ step: 'deployments', message: lines.join('; ') });
}
