export const mainProblems = {
  refused: { code: 'COMMAND_REFUSED', status: 400, title: 'A command’s option cannot be used' },
  portTaken: { code: 'PORT_TAKEN', status: 500, title: 'Another program listens on the port' },
} as const;
