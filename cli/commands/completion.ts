import type { Command } from 'commander';
import { describeProgram } from '../completion/describe-program.ts';
import { renderBash } from '../completion/render-bash.ts';
import { renderFish } from '../completion/render-fish.ts';
import { renderZsh } from '../completion/render-zsh.ts';
import type { Terminal } from '../terminal/terminal.ts';

const renderers = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const;
export type Shell = keyof typeof renderers;

/** Prints what a shell needs to complete the command line of `program`. */
export async function completion(shell: Shell, program: Command, terminal: Terminal): Promise<number> {
  const script = renderers[shell](describeProgram(program));
  if (!terminal.isJson) terminal.write(script);
  terminal.document({ shell, script });
  return 0;
}
