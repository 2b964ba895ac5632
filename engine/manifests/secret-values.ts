import type { Secret } from '../schemas/secret.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text that a value of `data` stands for; null when it is not base64 of UTF-8. */
export function decodeSecretValue(encoded: string): string | null {
  const text = encoded.replaceAll(/\s/g, '');
  if (!base64.test(text)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return null;
  }
}

/** The decoded values of a Secret that stands in the manifests; `stringData` wins over `data`, as in Kubernetes. */
export function secretValues({
  data = {},
  stringData = {},
}: Pick<Secret, 'data' | 'stringData'>): Readonly<Record<string, string>> {
  const decoded = Object.entries(data).map(([key, value]) => [key, decodeSecretValue(value) ?? '']);
  return { ...Object.fromEntries(decoded), ...stringData };
}
