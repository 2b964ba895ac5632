import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { Stored } from '../../api/objects/api-object.ts';
import type { RecordEvent } from '../../api/objects/event-recording.ts';
import type { ObjectChange, ObjectStore } from '../../api/store/object-store.ts';
import { type SecretReference, secretReferences, secretValues } from '../../manifests/index.ts';
import {
  describeUnnamed,
  encodeValues,
  generatedSecret,
  generateValues,
  isGenerated,
  planSecrets,
  type WantedSecret,
} from '../../secrets/index.ts';
import { type Controller, Reconciler } from '../reconciler.ts';

interface GeneratedSecretsOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  readonly recordEvent: RecordEvent;
}

export interface GeneratedSecrets extends Controller {
  /** Makes whatever is missing now, in every namespace, so that what is started next finds it. */
  generateAll(): Promise<void>;
  /** Names of the Secrets that had values generated since the start. */
  readonly generated: readonly string[];
}

const component = 'generated-secrets';

/**
 * Makes the Secrets that Deployments and Clusters name and that nobody declares, in place of external-secrets and the
 * operators of a cluster. Values that somebody changed stay; what was deleted is made anew.
 */
export function runGeneratedSecrets(options: GeneratedSecretsOptions): GeneratedSecrets {
  return new SecretGenerator(options);
}

class SecretGenerator implements GeneratedSecrets {
  readonly #options: GeneratedSecretsOptions;
  readonly #reconciler: Reconciler;
  readonly #generated = new Set<string>();
  /** Events were recorded for these already. */
  readonly #reported = new Set<string>();

  constructor(options: GeneratedSecretsOptions) {
    this.#options = options;
    this.#reconciler = new Reconciler({
      ...options,
      name: component,
      keysOf,
      reconcile: (namespace) => this.#generate(namespace),
    });
  }

  get generated(): readonly string[] {
    return [...this.#generated];
  }

  start(): void {
    this.#reconciler.start();
  }

  stop(): Promise<void> {
    return this.#reconciler.stop();
  }

  async generateAll(): Promise<void> {
    const namespaces = new Set(this.#options.store.all().flatMap((object) => keysOf({ object })));
    for (const namespace of namespaces) await this.#generate(namespace);
  }

  async #generate(namespace: string): Promise<void> {
    const { store } = this.#options;
    const users = {
      deployments: store.list('Deployment', namespace),
      clusters: store.list('Cluster', namespace),
    };
    const declared = store.list('Secret', namespace).filter((secret) => !isGenerated(secret));
    const { wanted, unnamed } = planSecrets(
      secretReferences(users),
      new Set(declared.map(({ metadata }) => metadata.name)),
    );
    for (const reference of unnamed)
      this.#report(reference, [...users.deployments, ...users.clusters] as Stored[]);
    for (const secret of wanted) await this.#complete(secret, namespace);
  }

  /** Adds what the Secret lacks; the name of the role that signs in with it always is the role's. */
  async #complete(wanted: WantedSecret, namespace: string): Promise<void> {
    const { store, clock } = this.#options;
    const { name } = wanted;
    const found = store.get({ kind: 'Secret', name, namespace });
    const kept = found === undefined ? {} : secretValues(found);
    const added = await generateValues(wanted, kept, clock.now());
    const values = { ...kept, ...added, ...nameOf(wanted) };
    if (Object.keys(added).length > 0) this.#generated.add(name);
    else if (values['username'] === kept['username']) return;
    // Refused when somebody wrote it in the meantime: the change brings this controller back.
    if (found === undefined) store.create(generatedSecret({ name, namespace }, values));
    else store.replace({ ...found, data: encodeValues(values) });
  }

  #report(reference: SecretReference, users: readonly Stored[]): void {
    const object = users.find((user) => user === reference.object);
    const key = `${object?.metadata.uid} ${reference.secret}`;
    if (object === undefined || this.#reported.has(key)) return;
    this.#reported.add(key);
    const message = describeUnnamed(reference);
    this.#options.recordEvent({ object, type: 'Warning', reason: 'SecretKeysUnnamed', message, component });
  }
}

function nameOf({ role, keys }: WantedSecret): Readonly<Record<string, string>> {
  return role !== null && keys.includes('username') ? { username: role } : {};
}

const concerned: ReadonlySet<string> = new Set(['Deployment', 'Cluster', 'Secret']);

/** Whatever changes in a namespace, its Secrets are looked at together. */
function keysOf({ object }: Pick<ObjectChange, 'object'>): readonly string[] {
  const { namespace } = object.metadata;
  return concerned.has(object.kind) && namespace !== undefined ? [namespace] : [];
}
