/** Top-level folders with code that belong to no package: they may import everything public. */
export const freeZones: readonly string[] = ['tests', 'examples', 'scripts', 'benchmarks'];

/** Which zones a zone may import; a zone is a top-level folder, or a folder below `services` or `web`. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  promql: [],
  recommender: [],
  experiments: [],
  chassis: ['contracts'],
  engine: ['chassis', 'promql', 'contracts'],
  shoppers: ['chassis', 'contracts'],
  cli: ['engine', 'shoppers', 'promql', 'recommender', 'experiments', 'contracts', 'chassis'],
};

const servicesMayImport: readonly string[] = ['chassis', 'contracts'];
const moreForService: Readonly<Record<string, readonly string[]>> = {
  'services/ml-pet-advisor': ['recommender', 'experiments'],
  'services/analytics': ['experiments'],
};

const webMayImport: readonly string[] = ['contracts', 'web/shared-ui'];

/** The other zones that a zone may import; `undefined` for a folder that the layout does not define. */
export function importableZones(zone: string): readonly string[] | undefined {
  if (zone.startsWith('services/')) return [...servicesMayImport, ...(moreForService[zone] ?? [])];
  if (zone.startsWith('web/')) return webMayImport.filter((other) => other !== zone);
  return allowed[zone];
}

/** The zone of a path, or '' for a file at the root of the repository. */
export function zoneOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const [top = '', second] = folders;
  return (top === 'services' || top === 'web') && second ? `${top}/${second}` : top;
}
