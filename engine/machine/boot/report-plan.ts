import type { EngineOptions } from '../../engine-options.ts';
import type { EnginePlan } from './plan-engine.ts';

/** Reports, before anything is started, what of the manifests will not act. */
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

/** Files of the folder that the kustomization does not list. */
function reportUnlisted({ set: { unlisted } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (unlisted.length === 0) return;
  const message = `not read, because kustomization.yaml does not list it: ${unlisted.join(', ')}`;
  onProgress?.({ step: 'manifests', message });
}

/** Kinds that no controller acts on yet. */
function reportAwaited({ set: { awaited } }: EnginePlan, { onProgress }: EngineOptions): void {
  if (awaited.length === 0) return;
  const controllers = awaited.map(({ controller }) => controller).join(', ');
  onProgress?.({ step: 'manifests', message: `checked, but nothing acts on it here yet: ${controllers}` });
}

/** Gateways for every host: they do not open the ports to every name in `Host`. */
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
