import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterCredentials } from './cluster-credentials.ts';

interface KubeconfigContent {
  readonly credentials: Pick<ClusterCredentials, 'certificate' | 'token'>;
  readonly port: number;
  readonly portOffset: number;
  /** Of commands without `-n`. */
  readonly namespace: string;
}

export function kubeconfigAt(dataDirectory: string): string {
  return join(dataDirectory, 'kubeconfig');
}

/**
 * Writes the file that `kubectl` is told of by KUBECONFIG, for its owner alone, and returns its path. Its names contain
 * the port offset, so that the files of several systems can be used together.
 */
export async function keepKubeconfig(dataDirectory: string, content: KubeconfigContent): Promise<string> {
  const path = kubeconfigAt(dataDirectory);
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, renderKubeconfig(content), { mode: 0o600, flag: 'wx' });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}

/** https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
function renderKubeconfig({ credentials, port, portOffset, namespace }: KubeconfigContent): string {
  const name = `petstore-${portOffset}`;
  const authority = Buffer.from(credentials.certificate).toString('base64');
  return `apiVersion: v1
kind: Config
clusters:
- name: ${name}
  cluster:
    server: https://127.0.0.1:${port}
    certificate-authority-data: ${authority}
users:
- name: ${name}
  user:
    token: ${credentials.token}
contexts:
- name: ${name}
  context:
    cluster: ${name}
    user: ${name}
    namespace: ${namespace}
current-context: ${name}
`;
}

interface KeptKubeconfig {
  readonly text: string;
  readonly token: string;
  readonly portOffset: number;
}

/** The file as the last start wrote it; null where there is none, or none of ours. */
export async function readKubeconfig(dataDirectory: string): Promise<KeptKubeconfig | null> {
  let text: string;
  try {
    text = await readFile(kubeconfigAt(dataDirectory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const token = /^ {4}token: (\S+)$/m.exec(text)?.[1];
  const offset = /^current-context: petstore-(\d+)$/m.exec(text)?.[1];
  return token === undefined || offset === undefined ? null : { text, token, portOffset: Number(offset) };
}
