import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  listed,
  ofForm,
  oneOf,
  optionalFlag,
  optionalObject,
  optionalText,
  optionalTexts,
  portNumber,
  refused,
  strictObject,
  textMap,
} from './schema-building.ts';

const tlsVersion = Type.Optional(oneOf(['TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3']));
const noIngress = 'no ingress gateway runs on one machine: Services open on 127.0.0.1';

const tls = optionalObject(
  {
    httpsRedirect: optionalFlag(),
    mode: Type.Optional(
      oneOf(['PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL']),
    ),
    credentialName: optionalText(),
    credentialNames: optionalTexts(),
    serverCertificate: optionalText(),
    privateKey: optionalText(),
    caCertificates: optionalText(),
    caCertCredentialName: optionalText(),
    caCrl: optionalText(),
    subjectAltNames: optionalTexts(),
    verifyCertificateHash: optionalTexts(),
    verifyCertificateSpki: optionalTexts(),
    cipherSuites: optionalTexts(),
    minProtocolVersion: tlsVersion,
    maxProtocolVersion: tlsVersion,
  },
  listed(noIngress),
);

/** https://istio.io/latest/docs/reference/config/networking/gateway/ */
export const IstioGatewaySchema = strictObject({
  apiVersion: Type.Literal('networking.istio.io/v1'),
  kind: Type.Literal('Gateway'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    selector: Type.Optional(textMap(listed(noIngress))),
    servers: Type.Array(
      strictObject({
        name: optionalText(listed(noIngress)),
        port: Type.Object(
          {
            number: portNumber(),
            name: Type.String({ minLength: 1 }),
            protocol: Type.String(ofForm('gateway-protocol')),
            targetPort: refused('Istio itself does not act on it: remove it'),
          },
          { additionalProperties: false, ...listed(noIngress) },
        ),
        hosts: Type.Array(
          Type.String({
            ...ofForm('gateway-host'),
            ...listed(noIngress),
          }),
          { minItems: 1 },
        ),
        bind: optionalText(listed(noIngress)),
        defaultEndpoint: refused('Istio itself does not act on it: remove it'),
        tls,
      }),
      { minItems: 1 },
    ),
  }),
  status: statusField,
});
export type IstioGateway = Static<typeof IstioGatewaySchema>;
