import packageJson from '../../package.json' with { type: 'json' };

/** Bluehelm's version, also noted as the code version in what it computes. */
export const version: string = packageJson.version;
