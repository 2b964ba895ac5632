import { isIP } from 'node:net';
import { PatternError, parsePattern } from '@petstore/promql/pattern';

/** What is wrong with a text and what to write instead; null when it keeps to its form. */
type TextForm = (text: string) => string | null;

/** Envoy's limit for the size of a program, as Istio's admission webhook asks it of the text. */
const longestExpression = 1024;

function regularExpression(text: string): string | null {
  if (text === '') return 'must not be empty';
  if (Buffer.byteLength(text) > longestExpression) {
    return `must be at most ${longestExpression} bytes long: Istio refuses longer expressions`;
  }
  return expression(text);
}

function expression(text: string): string | null {
  try {
    parsePattern(text);
    return null;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return `must be a regular expression of RE2, which has no look-around and no back-references: ${error.message}`;
  }
}

/** Istio reads the expression `*` as the presence of a header there, although RE2 has no such expression. */
function presenceOrExpression(text: string): string | null {
  return text === '*' ? null : regularExpression(text);
}

function isAddressRange(text: string): boolean {
  const [network = '', length = '', ...rest] = text.split('/');
  const family = isIP(network);
  if (rest.length > 0 || family === 0 || network.includes('%')) return false;
  return /^(0|[1-9]\d*)$/.test(length) && Number(length) <= (family === 4 ? 32 : 128);
}

function addressRange(text: string): string | null {
  return isAddressRange(text) ? null : 'must be a range of addresses such as 10.0.0.0/8';
}

function addressOrRange(text: string): string | null {
  if (text.includes('/') ? isAddressRange(text) : isIP(text) !== 0) return null;
  return 'must be an IP address or a range of them, such as 10.1.2.3 or 10.0.0.0/8';
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function duration(text: string): string | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const ms = parts.reduce((sum, [, amount, unit = 'ms']) => sum + Number(amount) * (unitsMs[unit] ?? 0), 0);
  if (parts.length === 0) return null;
  if (ms < 1) return 'must be at least 1ms: Istio refuses less';
  return Math.abs(ms - Math.round(ms)) > 1e-6 ? 'must be whole milliseconds: Istio refuses fractions' : null;
}

const label = '[A-Za-z0-9](?:[-A-Za-z0-9]{0,61}[A-Za-z0-9])?';
const firstLabel = new RegExp(`^(?:\\*|(?:\\*-?)?${label})$`);
const laterLabel = new RegExp(`^${label}$`);

/** A host name of Istio: letters, digits, "-" and dots, `*` in front; its last label is no number. */
function isHost(text: string): boolean {
  if (text.length > 255) return false;
  const [first = '', ...written] = text.split('.');
  const later = written.at(-1) === '' ? written.slice(0, -1) : written;
  const isNumeric = later.length > 0 && /^\d+$/.test(later.at(-1) ?? '');
  return firstLabel.test(first) && later.every((each) => laterLabel.test(each)) && !isNumeric;
}

function host(text: string): string | null {
  return isHost(text) ? null : 'must be a host name, with a * at most as its first letter';
}

function hostOrAddress(text: string): string | null {
  return isIP(text) === 0 ? host(text) : null;
}

/** Gateways take full names alone, for themselves or for VirtualServices of one namespace. */
function gatewayHost(text: string): string | null {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const namespace = parts.length > 1 ? parts[0] : '*';
  const isFull = name === '*' || isIP(name) !== 0 || (name.includes('.') && isHost(name));
  const isWhole = !name.includes('*') || name === '*' || name.startsWith('*.');
  const isNamespace = /^[*.]$/.test(namespace ?? '') || laterLabel.test(namespace ?? '');
  if (parts.length <= 2 && isFull && isWhole && isNamespace) return null;
  return 'must be a full host name with dots, *, *.DOMAIN or NAMESPACE/HOST';
}

const gatewayProtocols = ['HTTP', 'HTTPS', 'GRPC', 'GRPC-WEB', 'HTTP2', 'MONGO', 'TCP', 'TLS'];

/** Istio compares the names of protocols without regard to letter case (pkg/config/protocol/instance.go). */
function gatewayProtocol(text: string): string | null {
  if (gatewayProtocols.includes(text.toUpperCase())) return null;
  return `must be ${gatewayProtocols.slice(0, -1).join(', ')} or ${gatewayProtocols.at(-1)}`;
}

/**
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#custom-request-response-headers
 */
function headerValue(text: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are no part of a header's value.
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text)) return 'must not contain control characters';
  const literal = text.replaceAll('%%', '');
  const withoutCommands = literal.replaceAll(/%[^%(]*(?:\((?:[^()"\\]|\\.|"(?:[^"\\]|\\.)*")*\))? *%/g, '');
  return withoutCommands.includes('%') ? 'has a single %: write %% for the character itself' : null;
}

const forms = {
  'regular-expression': regularExpression,
  'prometheus-expression': expression,
  'presence-or-expression': presenceOrExpression,
  'address-range': addressRange,
  'address-or-range': addressOrRange,
  'istio-duration': duration,
  'istio-host': host,
  'istio-host-or-address': hostOrAddress,
  'gateway-host': gatewayHost,
  'gateway-protocol': gatewayProtocol,
  'header-value': headerValue,
} as const satisfies Readonly<Record<string, TextForm>>;

export type TextFormName = keyof typeof forms;

function isTextFormName(name: unknown): name is TextFormName {
  return typeof name === 'string' && Object.hasOwn(forms, name);
}

/** What departs from the form that a schema names as `x-form`; null for a form that is kept, and for none. */
export function describeForm(name: unknown, value: unknown): string | null {
  return typeof value === 'string' && isTextFormName(name) ? forms[name](value) : null;
}
