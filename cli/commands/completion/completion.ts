import type { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.ts';
import { describeProgram } from './describe-program.ts';
import { renderBash } from './render-bash.ts';
import { renderFish } from './render-fish.ts';
import { renderZsh } from './render-zsh.ts';

const renderers = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const;
export type Shell = keyof typeof renderers;

/** Prints a completion script for `program`. */
export async function completion(shell: Shell, program: Command, terminal: Terminal): Promise<number> {
  const script = renderers[shell](describeProgram(program));
  if (!terminal.isJson) terminal.write(script);
  terminal.document({ shell, script });
  return 0;
}
