const minimumMajor = 20;
const minimumMinor = 19;

/** Ends the process with one clear line on a Node.js that is too old; nothing newer than Node 14 may be needed to reach it. */
export function requireNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > minimumMajor || (major === minimumMajor && minor >= minimumMinor)) return;
  process.stderr.write(
    `Marty Petstore needs Node.js ${minimumMajor}.${minimumMinor} or newer; this is ${process.versions.node} (${process.execPath}).\n`,
  );
  process.exit(1);
}
