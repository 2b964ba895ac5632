import { spawn } from 'node:child_process';
import { StepFailed } from './step-failed.mjs';

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a command and returns its exit code (128 + n when signal n ended it) and, unless its output goes to the
 * terminal, what it printed. The parent waits for the child, so that nothing is left behind: Ctrl-C reaches the child
 * from the terminal, other signals are forwarded, and after the child's end this process ends as `interrupted` too.
 */
export async function runChild(command, args, options = {}) {
  const { cwd, env = process.env, inherit = false } = options;
  const child = spawn(command, args, { cwd, env, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
  const printed = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => printed.push(text));
  }
  const interruption = outliveSignals(child);
  try {
    const exitCode = await ending(child);
    if (interruption.signal) {
      throw new StepFailed(`interrupted by ${interruption.signal}`, 128 + signalNumbers[interruption.signal]);
    }
    return { exitCode, output: printed.join('') };
  } finally {
    interruption.stopListening();
  }
}

function ending(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal] ?? 0)));
  });
}

function outliveSignals(child) {
  const interruption = { signal: undefined, stopListening };
  const listeners = {
    SIGINT: () => {
      interruption.signal = 'SIGINT';
    },
    SIGTERM: () => passOn('SIGTERM'),
    SIGHUP: () => passOn('SIGHUP'),
  };
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
  return interruption;

  function passOn(signal) {
    interruption.signal = signal;
    child.kill(signal);
  }

  function stopListening() {
    for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
  }
}
