import { parseTimestamp } from '@petstore/chassis/time';
import type { LogLine, LogQuery } from '../../kubelet/logs/log-store.ts';
import { tellLines } from '../../kubelet/logs/tell-lines.ts';
import { apiErrors } from '../errors.ts';
import type { Stored } from '../objects/api-object.ts';
import { fieldOf, listOf, textOf } from '../tables/read-field.ts';
import { streamed } from './answer.ts';
import { isTrue, type ObjectCall, type ServedCluster } from './api-call.ts';
import { LineStream } from './line-stream.ts';
import { currentObject } from './target-object.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod */
export async function sendPodLog(call: ObjectCall, cluster: ServedCluster): Promise<typeof streamed> {
  const { query, response } = call;
  const { logs, store, clock } = cluster;
  const pod = currentObject(call, store) as Stored<'Pod'>;
  const container = containerOf(pod, query.get('container') ?? '');
  const { name, namespace } = pod.metadata;
  const run = isTrue(query, 'previous') ? 'previous' : 'current';
  if (run === 'previous') checkPrevious(pod, container);
  const lines = { namespace, pod: name, container, run, ...rangeOf(query, clock.now()) } satisfies LogQuery;
  const writer = new LogWriter(call);
  if (!isTrue(query, 'follow')) {
    for (const line of await logs.search(lines)) writer.tell(line);
    response.end();
    return streamed;
  }
  const stop = await tellLines(logs, lines, (line) => writer.tell(line));
  writer.limit();
  const unwatch = store.watch(({ type, object }) => {
    if (type === 'DELETED' && object.metadata.uid === pod.metadata.uid) response.end();
  });
  const end = () => {
    stop();
    unwatch();
  };
  if (response.destroyed) end();
  else response.once('close', end);
  return streamed;
}

/** The only one, where none is named. */
function containerOf({ metadata, spec }: Stored<'Pod'>, named: string): string {
  const names = [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
  const main = spec.containers.map(({ name }) => name);
  const [only = ''] = main;
  if (named === '' && main.length === 1) return only;
  if (names.includes(named)) return named;
  const message =
    named === ''
      ? `a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]`
      : `container ${named} is not valid for pod ${metadata.name}`;
  throw apiErrors.create('request-invalid', { message });
}

function checkPrevious({ metadata, status }: Stored<'Pod'>, container: string): void {
  const statuses = [...listOf(status, 'containerStatuses'), ...listOf(status, 'initContainerStatuses')];
  const own = statuses.find((each) => textOf(each, 'name') === container);
  if (fieldOf(own, 'lastState.terminated') !== undefined) return;
  throw apiErrors.create('request-invalid', {
    message: `previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(metadata.name)} not found`,
  });
}

function rangeOf(query: URLSearchParams, nowMs: number): Pick<LogQuery, 'tail' | 'since'> {
  const seconds = wholeNumber(query, 'sinceSeconds');
  const time = query.get('sinceTime');
  const sinceTime = time === null ? undefined : parseTimestamp(time);
  if (sinceTime === null)
    throw apiErrors.create('request-invalid', { message: 'sinceTime must be an RFC 3339 timestamp' });
  return {
    tail: wholeNumber(query, 'tailLines'),
    since: seconds === undefined ? sinceTime : nowMs - seconds * 1000,
  };
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw apiErrors.create('request-invalid', { message: `${name} must be a whole number` });
}

/** Lines as text, up to the size that was asked for. */
class LogWriter {
  readonly #stream: LineStream;
  readonly #hasTimes: boolean;
  readonly #end: () => void;
  #leftBytes: number;

  constructor({ query, response }: ObjectCall) {
    this.#leftBytes = wholeNumber(query, 'limitBytes') ?? Number.POSITIVE_INFINITY;
    this.#hasTimes = isTrue(query, 'timestamps');
    this.#end = () => response.end();
    this.#stream = new LineStream(response, 'text/plain');
  }

  tell({ time, line }: LogLine): void {
    if (this.#leftBytes <= 0) return;
    const text = Buffer.from(this.#hasTimes ? `${time} ${line}` : line);
    this.#stream.write(text.subarray(0, this.#leftBytes).toString());
    this.#leftBytes -= text.length + 1;
    if (this.#leftBytes <= 0) this.#end();
  }

  limit(): void {
    this.#stream.limit();
  }
}
