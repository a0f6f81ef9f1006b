// Loaded before every command: a package.json of an app that is wrong is a message, not a stack trace.
process.on('uncaughtException', (error) => {
  console.error(error.name === 'ServiceManifestError' ? error.message : error)
  process.exit(1)
})
