import type { Candidates, CompletedCommand, CompletedOption } from './describe-program.ts';

/** Completion script for fish. */
export function renderFish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c petstore -n __fish_use_subcommand -a ${quoteFish(command.name)} -d ${quoteFish(command.description)}`,
    ...command.options.map((option) => optionLine(command.name, option)),
    ...(command.argument === null || command.argument.kind === 'unknown'
      ? []
      : [`${ofCommand(command.name)}${offer(command.argument)}`]),
  ]);
  return `# Completes petstore in fish: petstore completion fish > ~/.config/fish/completions/petstore.fish
function __petstore_deployments
    set -l words (commandline -opc)
    set -l place (contains -i -- --port-offset $words)
    and set -l offset $words[(math $place + 1)]
    petstore deployments --port-offset (test -n "$offset"; and echo $offset; or echo 0) 2>/dev/null
end
complete -c petstore -f
${lines.join('\n')}
`;
}

function ofCommand(name: string): string {
  return `complete -c petstore -n ${quoteFish(`__fish_seen_subcommand_from ${name}`)}`;
}

function optionLine(command: string, { long, short, description, value }: CompletedOption): string {
  const flags = ` -l ${long.replace(/^--/, '')}${short === null ? '' : ` -s ${short.replace(/^-/, '')}`}`;
  const takes = value === null ? '' : ` -r${offer(value)}`;
  return `${ofCommand(command)}${flags}${takes} -d ${quoteFish(description)}`;
}

function offer(candidates: Candidates): string {
  if (candidates.kind === 'words') return ` -a ${quoteFish(candidates.words.join(' '))}`;
  if (candidates.kind === 'folders') return " -a '(__fish_complete_directories)'";
  return candidates.kind === 'deployments' ? " -a '(__petstore_deployments)'" : '';
}

/** Fish interprets backslashes within single quotes. */
function quoteFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
