#!/usr/bin/env node
const OLDEST_NODE = 24;

// npm run puts the right Node first in the PATH; called past it, an old one would fail with words that help nobody.
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(`ringpost: Node ${process.versions.node} is too old to run this directly: use "npm run ringpost -- …", which brings Node with it, or Node ${OLDEST_NODE}\n`);
  process.exit(1);
}
await import('./program.js');
