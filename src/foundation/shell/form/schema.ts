/** The part of JSON Schema that bodies use. */
export interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
}

/** The schema at a dotted path, and whether a body must have it once its parents are there. */
export const schemaAt = (
  schema: JsonSchema,
  path: string,
): { schema: JsonSchema; required: boolean; wholly: boolean } | undefined => {
  let here: JsonSchema | undefined = schema;
  let [required, wholly] = [true, true];
  for (const name of path.split('.')) {
    required = here.required?.includes(name) ?? false;
    wholly &&= required;
    here = here.properties?.[name];
    if (!here) return undefined;
  }
  return { schema: here, required, wholly };
};

/** The value at a dotted path, numbers counting into arrays; undefined where the way ends. */
export const valueAt = (value: unknown, path: string): unknown => {
  let here = value;
  for (const name of path.split('.')) {
    if (here === null || typeof here !== 'object') return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here;
};

/** A copy with the value at a dotted path set; undefined takes it out, and parents that this leaves empty. */
export const withValue = (
  body: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): Record<string, unknown> => {
  const [name, ...rest] = path.split('.') as [string, ...string[]];
  const { [name]: before, ...others } = body;
  if (rest.length === 0) return value === undefined ? others : { ...others, [name]: value };
  const inner = withValue((before ?? {}) as Record<string, unknown>, rest.join('.'), value);
  return Object.keys(inner).length === 0 ? others : { ...others, [name]: inner };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The merge patch (RFC 7396) that leads from one body to another: only what differs, null for what is gone. */
export const mergePatch = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[name], after[name]];
    if (is === undefined) patch[name] = null;
    else if (isObject(was) && isObject(is)) {
      const inner = mergePatch(was, is);
      if (Object.keys(inner).length > 0) patch[name] = inner;
    } else if (JSON.stringify(was) !== JSON.stringify(is)) patch[name] = is;
  }
  return patch;
};
