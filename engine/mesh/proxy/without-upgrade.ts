import type { IncomingMessage } from 'node:http';

/** A request's head as it would have been sent by a caller who does not offer another protocol. */
export function headWithoutUpgrade(
  request: Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>,
): string {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const lowerName = name.toLowerCase();
    if (lowerName === 'upgrade') continue;
    const options = value.split(',').filter((option) => option.trim().toLowerCase() !== 'upgrade');
    if (lowerName !== 'connection') lines.push(`${name}: ${value}`);
    else if (options.length > 0) lines.push(`${name}: ${options.join(',')}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Whether another protocol can be agreed on for it: with a body on its way, the switch would come in the middle. */
export function isUpgradable({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return method === 'GET' && !hasBody;
}
