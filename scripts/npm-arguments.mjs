import { StepFailed } from './step-failed.mjs';

/** Options that npm consumes when the user forgets the `--`; npm passes them on as npm_config_* variables. */
const options = ['port-offset', 'data', 'replicas'];

/**
 * The arguments of `npm start` including options that npm consumed: `npm start --data=x` arrives as npm_config_data=x.
 * For `npm start --data x` npm separates the option from its value; then the error says what to type instead.
 */
export function npmArguments(args, environment) {
  const taken = options
    .map((name) => ({ name, value: environment[`npm_config_${name.replaceAll('-', '_')}`] }))
    .filter(({ value }) => value !== undefined && value !== '')
    .filter(({ name }) => !args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)));
  const separated = taken.filter(({ value }) => value === 'true');
  if (separated.length === 0) {
    return [...args, ...taken.flatMap(({ name, value }) => [`--${name}`, value])];
  }
  const values = args.filter((arg) => !arg.startsWith('-'));
  const others = args.filter((arg) => arg.startsWith('-'));
  const written = separated.map(({ name }, index) => `--${name} ${values[index] ?? 'VALUE'}`);
  const whole = taken.filter((option) => !separated.includes(option));
  const rest = [...whole.map(({ name, value }) => `--${name} ${value}`), ...others];
  const command = ['npm start --', ...written, ...rest].join(' ');
  throw new StepFailed(`npm takes options for its own unless they stand behind "--". Type: ${command}`, 2);
}
