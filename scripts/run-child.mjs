import { spawn } from 'node:child_process';

const forwarded = ['SIGTERM', 'SIGHUP'];

/**
 * Runs a command to its end and returns its exit code (128 + n for a signal's death) and, unless its output goes
 * straight to the terminal, what it printed. The parent outlives it: a Ctrl-C reaches the child from the terminal
 * itself, other signals are passed on.
 */
export function runChild(command, args, options = {}) {
  const { cwd, env = process.env, inherit = false } = options;
  const child = spawn(command, args, { cwd, env, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const stopForwarding = forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ exitCode: code ?? 128 + signalNumber(signal), signal, output }),
    );
  }).finally(stopForwarding);
}

function forwardSignals(child) {
  const outlive = () => {};
  const pass = (signal) => child.kill(signal);
  process.on('SIGINT', outlive);
  for (const signal of forwarded) process.on(signal, pass);
  return () => {
    process.off('SIGINT', outlive);
    for (const signal of forwarded) process.off(signal, pass);
  };
}

function signalNumber(signal) {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0;
}
