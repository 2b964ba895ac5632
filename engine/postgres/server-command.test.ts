import { describe, expect, it } from 'vitest';
import { optionsLine, serverArguments } from './server-command.ts';

const settingsOf = (parameters: Record<string, string>) =>
  serverArguments({ dataDirectory: '/data', port: 5433, parameters }).filter((argument) => argument !== '-c');

describe('serverArguments', () => {
  it('keeps the server on loopback without sockets, and modest', () => {
    expect(settingsOf({})).toEqual([
      '-D',
      '/data',
      'io_method=sync',
      'listen_addresses=127.0.0.1',
      'log_min_error_statement=panic',
      'log_timezone=UTC',
      'port=5433',
      'shared_buffers=32MB',
      'timezone=UTC',
      'unix_socket_directories=',
    ]);
  });

  it('lets the manifest decide what is not fixed', () => {
    const settings = settingsOf({ shared_buffers: '64MB', max_connections: '400' });
    expect(settings).toContain('shared_buffers=64MB');
    expect(settings).toContain('max_connections=400');
    expect(settings).not.toContain('shared_buffers=32MB');
  });

  it('does not depend on the order in which parameters are given', () => {
    expect(settingsOf({ a: '1', b: '2' })).toEqual(settingsOf({ b: '2', a: '1' }));
  });

  it('refuses parameters that are its own, naming all of them', () => {
    expect(() => settingsOf({ port: '1', Listen_Addresses: '*', work_mem: '4MB' })).toThrowError(
      expect.objectContaining({
        code: 'postgres-parameter-fixed',
        details: { parameters: ['port', 'Listen_Addresses'] },
      }),
    );
  });
});

describe('optionsLine', () => {
  it('writes a command line as the server does', () => {
    expect(optionsLine('/bin/postgres', ['-D', '/my data', '-c', 'a='])).toBe(
      '/bin/postgres "-D" "/my data" "-c" "a="',
    );
  });
});
