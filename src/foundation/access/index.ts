export * from './begin.ts';
export * from './credentials.ts';
export * from './markings.ts';
export * from './missions.ts';
export { accessProblems } from './problems.ts';
export * from './roles.ts';
export * from './session.ts';
