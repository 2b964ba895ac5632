import { isIP } from 'node:net';
import type { IstioGateway } from '../../schemas/istio-gateway.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';

type Server = IstioGateway['spec']['servers'][number];

const ownFields = ['serverCertificate', 'privateKey', 'caCertificates', 'credentialName'] as const;

/** Gateways as Istio's admission webhook takes them (istio pkg/config/validation/validation.go). */
export function checkGateways(declared: DeclaredObjects): ObjectFinding[] {
  return declared.readable.Gateway.flatMap((object) =>
    checkGateway(object).map((finding) => ({ ...finding, object })),
  );
}

/** `mesh` is every sidecar; others are Gateways, of this namespace or named with theirs. */
export function checkGatewayNames(
  gateways: readonly string[],
  path: FieldPath,
  declared: DeclaredObjects,
): Finding[] {
  return gateways.flatMap((written, index): Finding[] => {
    const name = written.split('/').at(-1) ?? written;
    if (written === 'mesh' || declared.isDeclared('Gateway', name)) return [];
    return [
      {
        path: [...path, index],
        message: `no Gateway ${written} is declared: add it, or name another or mesh`,
      },
    ];
  });
}

/** The fields of its certificates that a mode needs, and those that it cannot have. */
function checkCertificates(tls: NonNullable<Server['tls']>, path: FieldPath): Finding[] {
  const { mode = 'PASSTHROUGH', credentialName, credentialNames = [] } = tls;
  if (mode === 'ISTIO_MUTUAL') {
    return ownFields.flatMap((field) =>
      tls[field]
        ? [{ path: [...path, field], message: 'cannot stand beside mode ISTIO_MUTUAL: remove it' }]
        : [],
    );
  }
  const isMutual = mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL';
  if ((mode !== 'SIMPLE' && !isMutual) || credentialName || credentialNames.length > 0) return [];
  const needed = ownFields.slice(0, isMutual ? 3 : 2);
  return [
    ...needed.flatMap((field) =>
      tls[field]
        ? []
        : [{ path: [...path, field], message: `is missing: mode ${mode} needs it, or credentialName` }],
    ),
    ...(tls.caCrl && mode === 'SIMPLE'
      ? [{ path: [...path, 'caCrl'], message: 'belongs to mode MUTUAL: remove it' }]
      : []),
  ];
}

function checkTls({ tls, port }: Server, path: FieldPath): Finding[] {
  const protocol = port.protocol.toUpperCase();
  const needsTls = protocol === 'HTTPS' || protocol === 'TLS';
  const at = [...path, 'tls'];
  if (tls === undefined) {
    return needsTls ? [{ path: at, message: `is missing: a server of ${port.protocol} needs it` }] : [];
  }
  const certificates = checkCertificates(tls, at);
  if (needsTls) return certificates;
  const isPassed = tls.mode === undefined || tls.mode === 'PASSTHROUGH' || tls.mode === 'AUTO_PASSTHROUGH';
  const speaksHttp = /^(HTTP|HTTP2|GRPC|GRPC-WEB)$/.test(protocol);
  const isRedirect = isPassed && !tls.caCertificates && !tls.privateKey && !tls.serverCertificate;
  if (speaksHttp && isRedirect) return certificates;
  const message = speaksHttp
    ? 'may only redirect to HTTPS for a port of plain HTTP: write httpsRedirect alone, or protocol HTTPS'
    : `belongs to protocols HTTPS and TLS: remove it, or write one of them instead of ${port.protocol}`;
  return [...certificates, { path: at, message }];
}

function checkServer(server: Server, path: FieldPath): Finding[] {
  const { bind = '' } = server;
  const isBound = bind === '' || isIP(bind) !== 0;
  return [
    ...checkTls(server, path),
    ...(isBound
      ? []
      : [
          { path: [...path, 'bind'], message: 'must be an IP address: this server has the number of a port' },
        ]),
  ];
}

function checkGateway({ metadata, spec }: IstioGateway): Finding[] {
  const names = spec.servers.map(({ port }) => port.name);
  return [
    ...(/^[^.]{1,63}$/.test(metadata.name)
      ? []
      : [
          { path: ['metadata', 'name'], message: 'must be at most 63 letters, digits and "-", without dots' },
        ]),
    ...spec.servers.flatMap((server, index) => [
      ...checkServer(server, ['spec', 'servers', index]),
      ...(names.indexOf(server.port.name) === index
        ? []
        : [
            {
              path: ['spec', 'servers', index, 'port', 'name'],
              message: `is the second port ${server.port.name}: rename it`,
            },
          ]),
    ]),
  ];
}
