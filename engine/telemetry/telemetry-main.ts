import { fileURLToPath } from 'node:url';
import { systemClock } from '@petstore/chassis/time';
import { isTelemetryCommand, type TelemetryReport } from './control-messages.ts';
import { TelemetryProcess } from './telemetry-process.ts';

const telemetry = new TelemetryProcess({
  clock: systemClock,
  workerPath: fileURLToPath(new URL('./query-worker.mjs', import.meta.url)),
  // What is printed, the engine logs.
  onProblem: (message) => console.log(message),
});

function report(message: TelemetryReport): void {
  // The channel may close between: then this process is about to end anyway.
  if (process.connected) process.send?.(message);
}

process.on('message', async (message) => {
  if (!isTelemetryCommand(message))
    throw new Error('The telemetry process was sent something that is not a command.');
  if (message.kind === 'find-traces')
    return report({ kind: 'traces', id: message.id, response: telemetry.findTraces(message.query) });
  if (message.kind === 'query')
    return report({ kind: 'values', id: message.id, response: await telemetry.query(message) });
  await telemetry.follow(message.configuration);
  report({ kind: 'listening' });
});

// The engine is gone, by intent or not: nobody would ever tell this process to end.
process.on('disconnect', () => process.exit(0));

report({ kind: 'started' });
