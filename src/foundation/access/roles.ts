/** What a session may do, apart from what it may see (that is its clearance). */
export const rights = [
  'read',
  'report',
  'edit',
  'verify',
  'analyse',
  'plan',
  'approve',
  'import',
  'export',
  'audit',
  'administer',
] as const;
export type Right = (typeof rights)[number];

const reader = ['read', 'export'] as const;
const analyst = [...reader, 'report', 'edit', 'verify', 'analyse', 'import'] as const;

/** Roles of PRODUCT.md and their rights. Sight of a compartment is never given by a role. */
export const roles = {
  reader,
  reporter: ['read', 'report'],
  analyst,
  planner: [...analyst, 'plan'],
  approver: [...reader, 'approve'],
  liaison: [...reader, 'report'],
  'human-rights-officer': [...reader, 'report', 'edit', 'verify'],
  oversight: [...reader, 'audit'],
  administrator: [...analyst, 'plan', 'administer', 'audit'],
} as const satisfies Record<string, readonly Right[]>;
export type Role = keyof typeof roles;

export const roleNames = Object.keys(roles) as Role[];
export const isRole = (text: string): text is Role => Object.hasOwn(roles, text);
