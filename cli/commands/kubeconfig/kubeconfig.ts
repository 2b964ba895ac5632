import { kubeconfigAt, readKubeconfig } from '@petstore/engine/api/access';
import { cliErrors } from '../../errors.ts';
import { petstoreCommand } from '../../system/petstore-command.ts';
import { dataDirectoryOf, type SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Prints the kubeconfig that the last start of a system wrote, whether or not it still runs. */
export async function kubeconfig(
  options: SystemOptions,
  { say, document, isJson }: Terminal,
): Promise<number> {
  const path = kubeconfigAt(dataDirectoryOf(options));
  const kept = await readKubeconfig(dataDirectoryOf(options)).catch((error) => refuse(error, path));
  if (kept === null) {
    const message = `There is no kubeconfig at ${path} yet; a start writes it: ${petstoreCommand('up', options.portOffset)}`;
    throw cliErrors.create('kubeconfig-missing', { message, details: { path } });
  }
  if (!isJson) say(kept.text.trimEnd());
  document({ path, kubeconfig: kept.text });
  return 0;
}

function refuse(error: NodeJS.ErrnoException, path: string): never {
  if (error.code !== 'EACCES') throw error;
  const message = `${path} belongs to another user: only who started the system may read it.`;
  throw cliErrors.create('kubeconfig-unreadable', { message, cause: error, details: { path } });
}
