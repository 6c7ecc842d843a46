// Plain JavaScript that any Node from 12 up can read: says in one sentence what to do when the Node found is too old.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `Earshot needs Node 24 and found ${process.version}. On Linux and Windows "npm ci" brings it along ` +
      '(without --omit=optional); elsewhere install Node 24 LTS from your system’s packages.',
  )
  process.exit(1)
}
