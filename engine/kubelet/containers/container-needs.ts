import type { InitContainer } from '../../manifests/index.ts';
import type { ClusterObjects } from './pod-context.ts';
import { resolveEnvironment } from './resolve-environment.ts';
import { rewriteAddresses } from './rewrite-addresses.ts';

/** What a container's environment says that it talks to. */
export interface ContainerNeeds {
  /** Each as `NAME.NAMESPACE`. */
  readonly services: ReadonlySet<string>;
  /** By the names that PostgreSQL knows, from the variables that end in PGDATABASE. */
  readonly databases: ReadonlySet<string>;
  /** Secrets that it takes a value from. */
  readonly secrets: ReadonlySet<string>;
}

type Declared = Pick<ClusterObjects, 'namespace' | 'configMap' | 'hasServicePort'>;

/** Reads a container's needs from the manifests alone, before there is a Secret or a pod. */
export function containerNeeds(container: InitContainer, declared: Declared): ContainerNeeds {
  const services = new Set<string>();
  const { environment } = resolveEnvironment(container, {
    namespace: declared.namespace,
    configMap: declared.configMap,
    secret: () => undefined,
    field: () => '',
  });
  rewriteAddresses(environment, {
    namespace: declared.namespace,
    postgresHosts: new Set(),
    postgres: null,
    portOfService(service, port) {
      if (declared.hasServicePort(service, port)) services.add(service);
      return undefined;
    },
  });
  const databases = Object.entries(environment).flatMap(([name, value]) =>
    name.endsWith('PGDATABASE') ? [value] : [],
  );
  return { services, databases: new Set(databases), secrets: secretsOf(container) };
}

function secretsOf({ env = [], envFrom = [] }: InitContainer): ReadonlySet<string> {
  const single = env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name);
  const whole = envFrom.map(({ secretRef }) => secretRef?.name);
  return new Set([...single, ...whole].filter((name) => name !== undefined));
}
