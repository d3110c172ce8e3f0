import { type Fault, Problem } from '@bluehelm/kernel';
import { Compile, type Validator } from 'typebox/compile';
import type { AnyKind } from './kind.ts';
import { recordProblems } from './problems.ts';

/** The kinds that the composition root has brought together. */
export interface Kinds {
  readonly all: readonly AnyKind[];
  /** @throws Problem KIND_UNKNOWN */
  get(name: string): AnyKind;
  /** @throws Problem RECORD_BODY_REFUSED listing every fault */
  check(kind: AnyKind, body: unknown): void;
}

export const openKinds = (all: readonly AnyKind[]): Kinds => {
  const byName = new Map(all.map((kind) => [kind.name, kind]));
  const validators = new Map<string, Validator>();
  const validator = (kind: AnyKind): Validator => {
    const known = validators.get(kind.name) ?? Compile(kind.body);
    validators.set(kind.name, known as Validator);
    return known as Validator;
  };
  return {
    all,
    get: (name) => {
      const kind = byName.get(name);
      if (kind) return kind;
      throw new Problem(
        recordProblems.kindUnknown,
        `"${name.slice(0, 60)}" is not a kind of record; one of ${[...byName.keys()].join(', ')} was expected.`,
      );
    },
    check: (kind, body) => {
      const compiled = validator(kind);
      if (compiled.Check(body)) return;
      const faults = compiled.Errors(body).map(
        (error): Fault => ({
          where: `/body${error.instancePath}`,
          expected: `${error.message}${unexpected(error.params)}`,
        }),
      );
      throw new Problem(
        recordProblems.bodyRefused,
        `The body does not fit "${kind.name}": ${faults
          .slice(0, 3)
          .map((fault) => `${fault.where} ${fault.expected}`)
          .join('; ')}.`,
        { faults: faults.slice(0, 50), mend: `GET /api/v1/kinds/${kind.name} answers with the schema.` },
      );
    },
  };
};

const unexpected = (params: unknown): string => {
  const names = (params as { additionalProperties?: readonly string[] }).additionalProperties;
  return names === undefined ? '' : ` (${names.slice(0, 5).join(', ')})`;
};
