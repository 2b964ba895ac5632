import { describe, expect, it } from 'vitest';
import { validateConfiguration } from './validate-configuration.ts';

const endpoint = { pod: 'b-1', workload: 'b', version: 'v1', serviceAccount: 'b', port: 20_001 };
const source = { namespace: 'shop', serviceAccount: 'a', workload: 'a', version: 'v1', pod: 'a-1' };
const valid = {
  adminPort: 15_000,
  allowedHosts: ['shop.example.com'],
  services: [{ name: 'b', namespace: 'shop', endpoints: [endpoint] }],
  listeners: [
    { port: 20_000, destination: 'b.shop', source },
    { port: 8000, destination: 'b.shop', source: null },
  ],
};

const pathsOf = (value: unknown) => validateConfiguration(value).map((problem) => problem.path);

describe('validateConfiguration', () => {
  it('finds nothing wrong with a whole configuration, nor with an empty one', () => {
    expect(validateConfiguration(valid)).toEqual([]);
    expect(validateConfiguration({ ...valid, services: [], listeners: [] })).toEqual([]);
  });

  it.each([null, 'text', 7, [], undefined])('refuses %j', (value) => {
    expect(validateConfiguration(value)).toHaveLength(1);
  });

  it('reports every problem with its place', () => {
    const wrong = {
      adminPort: '15000',
      allowedHosts: [7],
      services: [
        { name: 'b', namespace: '', endpoints: [{ ...endpoint, port: 70_000, pod: 'b\r\n1' }, null] },
      ],
      listeners: [{ port: 20_000, destination: 'c', source: { ...source, workload: 5 } }, 'x'],
    };
    expect(pathsOf(wrong)).toEqual([
      'adminPort',
      'allowedHosts',
      'services[0].namespace',
      'services[0].endpoints[0].pod',
      'services[0].endpoints[0].port',
      'services[0].endpoints[1]',
      'listeners[0].destination',
      'listeners[0].source.workload',
      'listeners[1]',
    ]);
  });

  it('refuses what is there twice: ports of the proxy, services, pods of a service', () => {
    expect(pathsOf({ ...valid, adminPort: 20_000 })).toEqual(['listeners[0].port']);
    const twice = (namespace: string) => {
      const again = valid.services.map((service) => ({ ...service, namespace }));
      return pathsOf({ ...valid, services: [...valid.services, ...again] });
    };
    expect(twice('shop')).toEqual(['services[1].name']);
    expect(twice('harbour')).toEqual([]);
    expect(
      pathsOf({ ...valid, services: [{ name: 'b', namespace: 'shop', endpoints: [endpoint, endpoint] }] }),
    ).toEqual(['services[0].endpoints[1].pod']);
  });

  it('refuses lists that are none, and a source that is left out', () => {
    expect(pathsOf({ ...valid, services: {}, listeners: [] })).toEqual(['services']);
    expect(pathsOf({ ...valid, listeners: undefined })).toEqual(['listeners']);
    expect(pathsOf({ ...valid, listeners: [{ port: 1, destination: 'b.shop' }] })).toEqual([
      'listeners[0].source',
    ]);
  });
});
