import type { Stored, WrittenObject } from '../../api/objects/api-object.ts';
import { generatedName } from '../../api/objects/generated-name.ts';
import { controllerReference } from '../../api/objects/owner-references.ts';

type WrittenPod = WrittenObject & { readonly kind: 'Pod' };

/**
 * A pod of the template. Which node it asks for is not applicable here, as its schema says: it would never be
 * scheduled.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/controller_utils.go
 */
export function translatePod(replicaSet: Stored<'ReplicaSet'>, random: () => number): WrittenPod {
  const { metadata = {}, spec } = replicaSet.spec.template;
  const { nodeName: _notApplicable, ...podSpec } = spec;
  const { labels, annotations } = metadata;
  const generateName = `${replicaSet.metadata.name}-`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: generatedName(generateName, random),
      generateName,
      ...(replicaSet.metadata.namespace === undefined ? {} : { namespace: replicaSet.metadata.namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerReference(replicaSet)],
    },
    // As the admission of a cluster does.
    spec: { serviceAccountName: 'default', ...podSpec },
  };
}
