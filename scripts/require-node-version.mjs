const minimumMajor = 20;
const minimumMinor = 19;

/** Exits with one clear message on an unsupported Node.js; this file must run on Node.js 14. */
export function requireNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumMajor || (major === minimumMajor && minor >= minimumMinor)) return;
  process.stderr.write(
    `Marty Petstore needs Node.js ${minimumMajor}.${minimumMinor} or newer; this is ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exit(1);
}
