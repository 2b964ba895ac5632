import type { DiscoveryVersion } from '../discovery/index.ts';

/** One of the media types that a client would take: `application/json;as=Table;v=v1;g=meta.k8s.io`. */
interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The version of Table that a client asks for as `meta.k8s.io/VERSION`; null when it wants the objects themselves. */
export function acceptedTable(accept: string | undefined): string | null {
  const wanted = firstJson(accept);
  const version = wanted?.parameters.get('v');
  const isTable = wanted?.parameters.get('as') === 'Table' && wanted.parameters.get('g') === 'meta.k8s.io';
  return isTable && (version === 'v1' || version === 'v1beta1') ? `meta.k8s.io/${version}` : null;
}

/** Null when a client reads only the form with one document a version. */
export function acceptedDiscovery(accept: string | undefined): DiscoveryVersion | null {
  const wanted = firstJson(accept);
  const version = wanted?.parameters.get('v');
  const isAggregated = wanted?.parameters.get('as') === 'APIGroupDiscoveryList';
  return isAggregated && (version === 'v2' || version === 'v2beta1') ? version : null;
}

/** Protobuf, which some would rather have, is not written here; all of them read JSON too. */
function firstJson(accept: string | undefined): MediaType | undefined {
  return (accept ?? '')
    .split(',')
    .map(parseMediaType)
    .find(({ type }) => type === 'application/json');
}

function parseMediaType(text: string): MediaType {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
  const pairs = parameters.map((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return [name.toLowerCase(), value] as const;
  });
  return { type: type.toLowerCase(), parameters: new Map(pairs) };
}
