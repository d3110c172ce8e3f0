import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectFiles, root } from './project-files.ts';

/** Every relative link in the documents leads to a file, and to a heading where it names one. */
export const checkLinks = async (): Promise<string[]> => {
  const faults: string[] = [];
  for (const file of await projectFiles('*.md', '{docs,packages,src,tests,benchmarks}/**/*.md')) {
    const text = await readFile(join(root, file), 'utf8');
    for (const link of linksIn(text)) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), decodeURIComponent(path));
      if (!existsSync(join(root, target))) faults.push(`${file}: ${link} leads nowhere`);
      else if (anchor && target.endsWith('.md')) {
        const headings = headingsIn(await readFile(join(root, target), 'utf8'));
        if (!headings.has(anchor)) faults.push(`${file}: ${link} names no heading of ${target}`);
      }
    }
  }
  return faults;
};

const withoutCode = (text: string): string =>
  text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** Link and image targets inside the repository. */
export const linksIn = (text: string): string[] =>
  [...withoutCode(text).matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(target));

/** Anchors as GitHub makes them from headings. */
export const headingsIn = (text: string): Set<string> => {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const [, heading = ''] of text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)) {
    const plain = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const count = seen.get(plain) ?? 0;
    seen.set(plain, count + 1);
    anchors.add(count === 0 ? plain : `${plain}-${count}`);
  }
  return anchors;
};
