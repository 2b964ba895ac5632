import { expect, test } from 'vitest';
import { npmArguments } from './npm-arguments.mjs';

test('restores options that npm consumed', () => {
  const environment = { npm_config_port_offset: '150', npm_config_data: './x', npm_config_cache: '/c' };
  expect(npmArguments(['--json'], environment)).toEqual(['--json', '--port-offset', '150', '--data', './x']);
});

test('keeps the arguments that npm passed on', () => {
  expect(npmArguments(['--port-offset', '200'], {})).toEqual(['--port-offset', '200']);
  expect(npmArguments(['--port-offset=200'], { npm_config_port_offset: '150' })).toEqual([
    '--port-offset=200',
  ]);
});

test('says what to type when npm separated an option from its value', () => {
  const refuse = () =>
    npmArguments(['150', './x'], { npm_config_port_offset: 'true', npm_config_data: 'true' });
  expect(refuse).toThrow('Type: npm start -- --port-offset 150 --data ./x');
});
