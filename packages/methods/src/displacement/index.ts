export * from './buffer-rings.ts';
export * from './displacement-quotient.ts';
