/**
 * Whether a content type is JSON: `application/json` or a type with the suffix `+json` (RFC 6839 section 3.1), in any
 * case (RFC 9110 section 8.3.1), with any parameters.
 */
export function isJsonContentType(contentType: unknown): boolean {
  if (typeof contentType !== 'string') return false;
  const [mediaType = ''] = contentType.split(';');
  return /^application\/([\w.+-]+\+)?json$/i.test(mediaType.trim());
}
