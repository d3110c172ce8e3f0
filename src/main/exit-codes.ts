/** Exit codes of every command. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** the command was not understood */
  usage: 2,
  /** done, but some rows were refused */
  someRefused: 3,
  interrupted: 130,
} as const;
