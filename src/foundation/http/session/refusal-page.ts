import { createHash } from 'node:crypto';
import type { Problem } from '@bluehelm/kernel';

const style = `
:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif; }
body { max-width: 62ch; margin: 14vh auto 0; padding: 0 1rem; }
code { padding: 0.1em 0.35em; border: 1px solid currentColor; border-radius: 4px; user-select: all; }
`;

/** Allows this one style and nothing else: no script, no picture, no frame around it. */
export const refusalPagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** What a browser shows where a sign-in link cannot be used. */
export const refusalPage = (problem: Problem): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Bluehelm: not signed in</title><style>${style}</style></head>
<body>
<h1>Not signed in</h1>
<p>${escaped(problem.detail)}</p>
${problem.mend ? `<p>${escaped(problem.mend)}</p>` : ''}
<p>On the machine where Bluehelm runs, <code>npx bluehelm token sign-in</code> prints a new link.</p>
<p><small>${problem.code}</small></p>
</body>
</html>
`;
