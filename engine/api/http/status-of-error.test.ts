import { expect, test } from 'vitest';
import { apiErrors } from '../errors.ts';
import { statusOfError } from './status-of-error.ts';

const details = { kind: 'Deployment', name: 'web' };

test('names the resource of what is not there, and the kind of what is not valid', () => {
  expect(statusOfError(apiErrors.create('object-not-found', { details }))).toMatchObject({
    code: 404,
    details: { group: 'apps', kind: 'deployments', name: 'web' },
  });
  const causes = [{ reason: 'FieldValueInvalid', field: 'spec.replicas', message: 'is negative' }];
  expect(
    statusOfError(apiErrors.create('object-invalid', { details: { ...details, causes } })),
  ).toMatchObject({ code: 422, details: { group: 'apps', kind: 'Deployment', name: 'web', causes } });
});
