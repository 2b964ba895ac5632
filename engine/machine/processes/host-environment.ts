/** Variables of a process by their names. */
export type Environment = Readonly<Record<string, string>>;

/** What a process of this machine needs to work at all; everything else that pods see stands in their manifests. */
const inherited = ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_EXTRA_CA_CERTS'];

export function hostEnvironment(environment: NodeJS.ProcessEnv): Environment {
  const kept: Record<string, string> = {};
  for (const name of inherited) {
    const value = environment[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
