import type { InitContainer } from '../../schemas/container.ts';
import type { EnvFromSource } from '../../schemas/environment.ts';
import type { CommandPlace } from './decide-code-path.ts';
import { decideNodeOptionsVariable } from './decide-node-options.ts';

/** Names of variables that a person has allowed although they load code; `all` where nothing is to be run. */
export type AllowedVariables = ReadonlySet<string> | 'all';

/** Variables that make a process, or one that it starts, load code or settings from where they say. */
const loading: readonly RegExp[] = [
  // The dynamic linkers of Linux and macOS: ld.so(8), dyld(1).
  /^(LD|DYLD)_/,
  /^(GCONV_PATH|GLIBC_TUNABLES|LOCPATH|NLSPATH)$/,
  // https://nodejs.org/api/cli.html#environment-variables
  /^NODE_(OPTIONS|PATH|COMPILE_CACHE|V8_COVERAGE|REDIRECT_WARNINGS|REPL_EXTERNAL_MODULE|REPL_HISTORY)$/,
  /^NODE_(CHANNEL_FD|CHANNEL_SERIALIZATION_MODE|UNIQUE_ID|ICU_DATA|TEST_CONTEXT|PRESERVE_SYMLINKS(_MAIN)?)$/,
  // https://docs.openssl.org/master/man7/openssl-env/
  /^OPENSSL_(CONF|CONF_INCLUDE|ENGINES|MODULES)$/,
  // What an app may start: shells and other languages.
  /^(BASH_ENV|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|IFS|PS4)$/,
  /^PYTHON(PATH|HOME|STARTUP|INSPECT|BREAKPOINT|PYCACHEPREFIX|USERBASE)$/,
  /^(PERL5LIB|PERLLIB|PERL5OPT|PERL5DB|RUBYLIB|RUBYOPT|GEM_HOME|GEM_PATH)$/,
  /^(JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH)$/,
  /^npm_(config_|execpath$|node_execpath$)/i,
  // Tools that take the program to start, or a native library to load, from a variable.
  /^(ESBUILD|SASS)_BINARY_PATH$/,
  /^(PUPPETEER|PLAYWRIGHT_[A-Z]+)_EXECUTABLE_PATH$/,
  /^(CHROME|CHROMIUM)_(PATH|BIN)$/,
  /^PRISMA_[A-Z_]+_(BINARY|LIBRARY)$/,
  /^NAPI_RS_NATIVE_LIBRARY_PATH$/,
  /^GIT_(ASKPASS|CONFIG.*|EDITOR|EXEC_PATH|EXTERNAL_DIFF|PAGER|PROXY_COMMAND|SEQUENCE_EDITOR|SSH|SSH_COMMAND|TEMPLATE_DIR)$/,
  /^(SSH|SUDO)_ASKPASS$/,
];

/**
 * Why a container may not have a variable; null when it may. `value` is null where the manifest does not say it in so
 * many words.
 */
export function refusedVariable(
  name: string,
  value: string | null,
  allowed: AllowedVariables,
  place: CommandPlace,
): string | null {
  if (allowed === 'all' || allowed.has(name) || !loading.some((pattern) => pattern.test(name))) return null;
  const advice = `remove it, or allow it by name with --allow-env ${name}`;
  if (name === 'NODE_OPTIONS' && value !== null) {
    const decision = decideNodeOptionsVariable(value, place);
    return 'refused' in decision ? `${decision.refused}; ${advice}` : null;
  }
  return `${name} makes a process load code or settings from outside /app: ${advice}`;
}

interface VariableFinding {
  /** Below the container: `env`, 0 or `envFrom`, 0. */
  readonly path: readonly ['env' | 'envFrom', number];
  readonly message: string;
}

export interface VariableSources {
  readonly allowedVariables: AllowedVariables;
  /** The keys that a source adds; none where they are not known yet. */
  keysOf(source: EnvFromSource): readonly string[];
}

/** The variables of a container that it may not have. */
export function refusedVariables(
  { env = [], envFrom = [] }: Pick<InitContainer, 'env' | 'envFrom'>,
  { allowedVariables, keysOf }: VariableSources,
  place: CommandPlace,
): VariableFinding[] {
  return [
    ...env.flatMap(({ name, value, valueFrom }, index): VariableFinding[] => {
      const written = valueFrom === undefined ? (value ?? '') : null;
      const message = refusedVariable(name, written, allowedVariables, place);
      return message === null ? [] : [{ path: ['env', index], message }];
    }),
    ...envFrom.flatMap((source, index) =>
      keysOf(source).flatMap((key): VariableFinding[] => {
        const message = refusedVariable(`${source.prefix ?? ''}${key}`, null, allowedVariables, place);
        return message === null ? [] : [{ path: ['envFrom', index], message }];
      }),
    ),
  ];
}
