import { fieldOf, textOf } from '../tables/read-field.ts';
import type { Answer } from './answer.ts';
import type { ApiCall } from './api-call.ts';
import { readBody } from './read-body.ts';
import { refusedSubresource } from './refused-subresources.ts';

const everything = ['*'];

/** What a client may do, and who it is: whoever has the token may do everything that is served. */
export async function answerReview(kind: string, { request }: ApiCall): Promise<Answer> {
  const { value } = await readBody(request);
  const group = kind === 'SelfSubjectReview' ? 'authentication.k8s.io' : 'authorization.k8s.io';
  const spec = fieldOf(value, 'spec') ?? {};
  const body = { kind, apiVersion: `${group}/v1`, metadata: {}, spec, status: statusOf(kind, spec) };
  return { code: 201, body };
}

function statusOf(kind: string, spec: unknown): object {
  if (kind === 'SelfSubjectReview')
    return { userInfo: { username: 'petstore', groups: ['system:masters', 'system:authenticated'] } };
  if (kind === 'SelfSubjectRulesReview') {
    return {
      resourceRules: [{ verbs: everything, apiGroups: everything, resources: everything }],
      nonResourceRules: [{ verbs: everything, nonResourceURLs: everything }],
      incomplete: false,
    };
  }
  const attributes = 'resourceAttributes';
  const refused = refusedSubresource(
    textOf(spec, `${attributes}.resource`),
    textOf(spec, `${attributes}.subresource`),
  );
  return refused === undefined ? { allowed: true } : { allowed: false, reason: refused.message };
}
