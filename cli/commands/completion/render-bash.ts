import { type Candidates, type CompletedCommand, quote } from './describe-program.ts';

/** Completion script for bash. */
export function renderBash(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  return `# Completes petstore in bash. In ~/.bashrc: eval "$(petstore completion bash)"
_petstore() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command=\${COMP_WORDS[1]} offset=0 place
  COMPREPLY=()
  for ((place = 2; place + 1 < COMP_CWORD; place++)); do
    if [[ \${COMP_WORDS[place]} == --port-offset ]]; then offset=\${COMP_WORDS[place + 1]}; fi
  done
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quote(names)} -- "$current"))
    return
  fi
  case "$command $previous" in
${valueCases(commands)}
  esac
  case "$command $current" in
${commands.map(optionCase).join('\n')}
  esac
  case "$command" in
${argumentCases(commands)}
  esac
}
complete -F _petstore petstore
`;
}

function valueCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, options }) =>
      options.flatMap(({ long, short, value }) => {
        if (value === null) return [];
        const places = [long, short].filter((flag) => flag !== null).map((flag) => quote(`${name} ${flag}`));
        return [`    ${places.join(' | ')}) ${reply(value)}return ;;`];
      }),
    )
    .join('\n');
}

function optionCase({ name, options }: CompletedCommand): string {
  const words = options.map(({ long }) => long).join(' ');
  return `    ${quote(`${name} -`)}*) COMPREPLY=($(compgen -W ${quote(words)} -- "$current")); return ;;`;
}

function argumentCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, argument }) => (argument === null ? [] : [`    ${name}) ${reply(argument)};;`]))
    .join('\n');
}

function reply(candidates: Candidates): string {
  if (candidates.kind === 'unknown') return '';
  return `COMPREPLY=($(compgen ${sourceOf(candidates)} -- "$current")); `;
}

function sourceOf(candidates: Candidates): string {
  if (candidates.kind === 'words') return `-W ${quote(candidates.words.join(' '))}`;
  if (candidates.kind === 'folders') return '-d';
  return '-W "$(petstore deployments --port-offset "$offset" 2>/dev/null)"';
}
