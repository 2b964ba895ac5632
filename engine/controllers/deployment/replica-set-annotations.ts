/** What the Deployment controller keeps in the annotations of a ReplicaSet. */
export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const historyAnnotation = 'deployment.kubernetes.io/revision-history';
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas';

type Annotations = Readonly<Record<string, string>>;

/** Its own, and what `kubectl apply` remembers of the Deployment. */
const notCopied: ReadonlySet<string> = new Set([
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
]);

const longestHistory = 2000;

/** Null where the annotation is missing or no number. */
export function integerAnnotation(annotations: Annotations | undefined, name: string): number | null {
  const text = annotations?.[name];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The revision of a ReplicaSet that becomes the current one: above all others, unless it was that already. */
export function nextRevision(others: readonly (Annotations | undefined)[]): number {
  return (
    Math.max(0, ...others.map((annotations) => integerAnnotation(annotations, revisionAnnotation) ?? 0)) + 1
  );
}

interface Revising {
  readonly deployment: Annotations;
  readonly revision: number;
}

/**
 * The annotations of the current ReplicaSet: those of its Deployment (`kubernetes.io/change-cause` among them), and its
 * revision, with the earlier ones that it had in the history.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/deployment/util/deployment_util.go
 */
export function reviseAnnotations(current: Annotations, { deployment, revision }: Revising): Annotations {
  const copied = Object.entries(deployment).filter(([name]) => !notCopied.has(name));
  const before = integerAnnotation(current, revisionAnnotation);
  const annotations = { ...current, ...Object.fromEntries(copied) };
  if (before !== null && before >= revision) return annotations;
  return {
    ...annotations,
    ...(before === null ? {} : { [historyAnnotation]: extendHistory(current[historyAnnotation], before) }),
    [revisionAnnotation]: String(revision),
  };
}

/** The oldest revisions go when it becomes too long. */
function extendHistory(history: string | undefined, revision: number): string {
  const revisions = history === undefined || history === '' ? [] : history.split(',');
  const all = [...revisions, String(revision)];
  while (all.length > 1 && all.join(',').length > longestHistory) all.shift();
  return all.join(',');
}

/** How many pods the Deployment wants, and how many it may have at a time: tells a change of scale from a rollout. */
export function scaleAnnotations({
  wanted,
  most,
}: {
  readonly wanted: number;
  readonly most: number;
}): Annotations {
  return { [desiredAnnotation]: String(wanted), [maxAnnotation]: String(most) };
}
