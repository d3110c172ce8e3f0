import type { Problem } from '@bluehelm/kernel';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** What a browser shows where a sign-in link cannot be used. No script, no style: the content policy allows none here. */
export const refusalPage = (problem: Problem): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bluehelm: not signed in</title></head>
<body>
<h1>Not signed in</h1>
<p>${escaped(problem.detail)}</p>
${problem.mend ? `<p>${escaped(problem.mend)}</p>` : ''}
<p>On the machine where Bluehelm runs, <code>npx bluehelm token sign-in</code> prints a new link.</p>
<p><small>${problem.code}</small></p>
</body>
</html>
`;
