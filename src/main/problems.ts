export const mainProblems = {
  refused: { code: 'COMMAND_REFUSED', status: 400, title: 'A command’s option cannot be used' },
  portTaken: { code: 'PORT_TAKEN', status: 500, title: 'Another program listens on the port' },
  portRefused: {
    code: 'PORT_REFUSED',
    status: 500,
    title: 'The system does not let the port be listened on',
  },
} as const;
