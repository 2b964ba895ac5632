import { type Candidates, type CompletedCommand, quote } from './describe-program.ts';

/** Completion script for zsh. */
export function renderZsh(commands: readonly CompletedCommand[]): string {
  return `#compdef petstore
# Completes petstore in zsh. In ~/.zshrc, after compinit: eval "$(petstore completion zsh)"
_petstore() {
  local command=$words[2] previous=$words[CURRENT-1] offset=\${words[\${words[(i)--port-offset]}+1]:-0}
  local -a commands options
  commands=(${commands.map(described).join(' ')})
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  case "$command $previous" in
${valueCases(commands)}
  esac
  case "$command" in
${commands.map(optionCase).join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe option options
    return
  fi
  case "$command" in
${argumentCases(commands)}
  esac
}
compdef _petstore petstore
`;
}

function described({ name, description }: Pick<CompletedCommand, 'name' | 'description'>): string {
  return quote(`${name}:${description.replaceAll('\\', '\\\\').replaceAll(':', '\\:')}`);
}

function valueCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, options }) =>
      options.flatMap(({ long, short, value }) => {
        if (value === null) return [];
        const places = [long, short].filter((flag) => flag !== null).map((flag) => quote(`${name} ${flag}`));
        return [`    ${places.join(' | ')}) ${offer(value)}return ;;`];
      }),
    )
    .join('\n');
}

function optionCase({ name, options }: CompletedCommand): string {
  const words = options.map(({ long, description }) => described({ name: long, description }));
  return `    ${name}) options=(${words.join(' ')}) ;;`;
}

function argumentCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, argument }) => (argument === null ? [] : [`    ${name}) ${offer(argument)};;`]))
    .join('\n');
}

function offer(candidates: Candidates): string {
  if (candidates.kind === 'words') return `compadd -- ${candidates.words.map(quote).join(' ')}; `;
  if (candidates.kind === 'folders') return '_files -/; ';
  if (candidates.kind === 'unknown') return '';
  return `compadd -- \${(f)"$(petstore deployments --port-offset "$offset" 2>/dev/null)"}; `;
}
