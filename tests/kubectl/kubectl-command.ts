import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, vi } from 'vitest';
import type { CommandResult } from '../integration/testing/petstore-command.ts';
import type { Kubectl } from './find-kubectl.ts';

/** A kubectl that hangs is ended, so that its test says what it had printed. */
const longestMs = 90_000;

interface KubectlCommandOptions {
  readonly kubectl: Kubectl;
  readonly kubeconfig: string;
  /** Holds the cache of what the server serves, so that no run sees that of another. */
  readonly home: string;
}

/** One kubectl of this machine with one kubeconfig. */
export class KubectlCommand {
  readonly #options: KubectlCommandOptions;

  constructor(options: KubectlCommandOptions) {
    this.#options = options;
  }

  /** Runs it and returns its standard output; a failure of the command fails the test. */
  async ok(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(args);
    expect(exitCode, `kubectl ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  }

  /** Runs it and returns what it complains about. */
  async refused(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(args);
    expect(exitCode, `kubectl ${args.join(' ')}\n${stdout}${stderr}`).not.toBe(0);
    return stderr;
  }

  async json<Answer>(...args: readonly string[]): Promise<Answer> {
    return JSON.parse(await this.ok(...args, '-o', 'json')) as Answer;
  }

  /** With more variables in its environment, or with something on its standard input. */
  async run(
    args: readonly string[],
    { environment = {}, input = '' }: { environment?: NodeJS.ProcessEnv; input?: string } = {},
  ): Promise<CommandResult> {
    const child = this.#spawn(args, environment);
    const output = collect(child);
    child.stdin.end(input);
    const deadline = setTimeout(() => child.kill('SIGKILL'), longestMs);
    const [exitCode] = (await once(child, 'close')) as [number | null];
    clearTimeout(deadline);
    return { exitCode, ...output() };
  }

  /** Runs one that goes on until it is told to end, such as `get --watch`. */
  follow(...args: readonly string[]): FollowedCommand {
    const child = this.#spawn(args, {});
    child.stdin.end();
    return new FollowedCommand(child);
  }

  #spawn(args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
    const { kubectl, kubeconfig, home } = this.#options;
    const env = { PATH: process.env['PATH'], HOME: home, KUBECONFIG: kubeconfig, TZ: 'UTC', ...environment };
    return spawn(kubectl.path, args, { env });
  }
}

export class FollowedCommand {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;
  readonly #output: () => Pick<CommandResult, 'stdout' | 'stderr'>;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.#output = collect(child);
    this.#ended = once(child, 'close');
  }

  get text(): string {
    return this.#output().stdout;
  }

  async until(pattern: RegExp): Promise<void> {
    await vi.waitFor(() => expect(this.text + this.#output().stderr).toMatch(pattern));
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGINT');
    await this.#ended;
  }
}

function collect(child: ChildProcessWithoutNullStreams): () => Pick<CommandResult, 'stdout' | 'stderr'> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
  return () => ({ stdout: stdout.join(''), stderr: stderr.join('') });
}

/** The cells of a printed table, without its header. */
export function rowsOf(table: string): readonly (readonly string[])[] {
  const lines = table.trimEnd().split('\n').slice(1);
  return lines.map((line) => line.split(/\s{2,}/));
}

export function headerOf(table: string): readonly string[] {
  return (table.split('\n')[0] ?? '').trim().split(/\s{2,}/);
}
