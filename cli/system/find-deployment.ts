import type { DeploymentStatus } from '@petstore/engine/api/control';
import { cliErrors } from '../errors.ts';

/** Finds a Deployment by name. Throws `deployment-unknown` with the known names. */
export function findDeployment(name: string, deployments: readonly DeploymentStatus[]): DeploymentStatus {
  const found = deployments.find((deployment) => deployment.name === name);
  if (found !== undefined) return found;
  const known = deployments.map((deployment) => deployment.name);
  throw cliErrors.create('deployment-unknown', {
    message: `There is no Deployment ${JSON.stringify(name)}; there are ${known.join(', ')}.`,
    details: { deployments: known },
  });
}
