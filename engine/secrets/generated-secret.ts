import type { Stored, WrittenObject } from '../api/objects/api-object.ts';
import type { SecretValues } from './kept-secret.ts';

/** Tells a Secret that was made here from one that somebody declared. */
const generatedAnnotation = 'petstore.dev/generated';

export function isGenerated({ metadata }: Pick<Stored<'Secret'>, 'metadata'>): boolean {
  return metadata.annotations?.[generatedAnnotation] !== undefined;
}

export function generatedSecret(
  metadata: { readonly name: string; readonly namespace: string },
  values: SecretValues,
): WrittenObject & { readonly kind: 'Secret' } {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...metadata, annotations: { [generatedAnnotation]: 'true' } },
    type: 'Opaque',
    data: encodeValues(values),
  };
}

/** As `data` of a Secret holds them. */
export function encodeValues(values: SecretValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
  );
}
