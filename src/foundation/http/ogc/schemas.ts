import { Type } from 'typebox';

const text = Type.String();

const Link = Type.Object({
  href: text,
  rel: text,
  type: Type.Optional(text),
  title: Type.Optional(text),
});
const Links = Type.Array(Link);

export const LandingPage = Type.Object({ title: text, description: text, links: Links });
export const Conformance = Type.Object({ conformsTo: Type.Array(text) });

export const Collection = Type.Object({
  id: text,
  title: text,
  description: text,
  links: Links,
  extent: Type.Optional(
    Type.Object({
      spatial: Type.Optional(
        Type.Object(
          { bbox: Type.Array(Type.Array(Type.Number())), crs: text },
          { description: 'west, south, east, north' },
        ),
      ),
      temporal: Type.Optional(
        Type.Object({ interval: Type.Array(Type.Array(Type.Union([text, Type.Null()]))), trs: text }),
      ),
    }),
  ),
  itemType: text,
  crs: Type.Array(text),
});
export const Collections = Type.Object({ links: Links, collections: Type.Array(Collection) });

const feature = {
  type: Type.String({ enum: ['Feature'] }),
  id: text,
  geometry: Type.Union([Type.Object({ type: text }, { additionalProperties: true }), Type.Null()]),
  properties: Type.Object({}, { additionalProperties: true }),
} as const;
export const FeatureSchema = Type.Object({ ...feature, links: Links });

export const FeatureCollection = Type.Object({
  type: Type.String({ enum: ['FeatureCollection'] }),
  features: Type.Array(Type.Object(feature)),
  links: Links,
  timeStamp: Type.String({ format: 'date-time' }),
  numberMatched: Type.Optional(Type.Integer({ minimum: 0, description: 'on the first page' })),
  numberReturned: Type.Integer({ minimum: 0 }),
});
