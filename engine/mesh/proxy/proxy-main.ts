import { isCommand, type ProxyReport } from '../control-messages.ts';
import { MeshProxy } from './mesh-proxy.ts';

const proxy = new MeshProxy();

function report(message: ProxyReport): void {
  // The channel may close between: then this process is about to end anyway.
  if (process.connected) process.send?.(message);
}

process.on('message', async (message) => {
  if (!isCommand(message)) throw new Error('The mesh proxy was sent something that is not a command.');
  const { revision } = message;
  if (message.kind === 'await-drained') {
    await proxy.drained(message.pod);
    report({ kind: 'drained', revision });
    return;
  }
  const problems = await proxy.apply(message.configuration);
  report(problems.length === 0 ? { kind: 'applied', revision } : { kind: 'refused', revision, problems });
});

// The engine is gone, by intent or not: nobody would ever tell this process to end.
process.on('disconnect', () => process.exit(0));

report({ kind: 'started' });
