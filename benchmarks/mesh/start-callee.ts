import { join } from 'node:path';
import { locateRoot } from '../locate-root.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { startProcess } from '../processes/start-process.ts';
import type { Tools } from './find-tools.ts';
import { type Server, startHaproxyCallee, startNginxCallee, untilAnswering } from './start-server.ts';

/** The server behind every proxy: the cheapest that is installed, so that it is not what is measured. */
export async function startCallee(tools: Tools, directory: string, lifetime: Lifetime): Promise<Server> {
  const context = { directory, lifetime };
  if (tools.haproxy !== null) return startHaproxyCallee({ ...context, program: tools.haproxy });
  if (tools.nginx !== null) return startNginxCallee({ ...context, program: tools.nginx });
  return startNodeCallee(lifetime);
}

async function startNodeCallee(lifetime: Lifetime): Promise<Server> {
  const root = locateRoot();
  const [port = 0] = await findFreePorts(1);
  const script = join(root, 'scripts', 'run-typescript.mjs');
  const args = [script, join(root, 'benchmarks', 'mesh', 'callee-main.ts'), String(port)];
  const started = await startProcess({ command: process.execPath, args, cwd: root, lifetime });
  return untilAnswering({ name: 'Node.js', port }, started, lifetime);
}
