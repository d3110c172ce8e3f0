import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
/** `system` follows the device. */
export type ThemeChoice = Theme | 'system';

const stored = 'bluehelm.theme';
const dark = () => window.matchMedia('(prefers-color-scheme: dark)');

export const themeChoice = (): ThemeChoice => {
  const text = localStorage.getItem(stored);
  return text === 'light' || text === 'dark' ? text : 'system';
};

const resolved = (): Theme => {
  const choice = themeChoice();
  return choice === 'system' ? (dark().matches ? 'dark' : 'light') : choice;
};

const show = () => {
  document.documentElement.dataset.theme = resolved();
};

/** Sets the page's colours before the first paint and follows the device's setting. */
export const startTheme = (): void => {
  show();
  dark().addEventListener('change', show);
};

export const chooseTheme = (choice: ThemeChoice): void => {
  if (choice === 'system') localStorage.removeItem(stored);
  else localStorage.setItem(stored, choice);
  show();
};

const subscribe = (changed: () => void) => {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
};

/** The colours in force, kept up to date. */
export const useTheme = (): Theme =>
  useSyncExternalStore(subscribe, () =>
    document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light',
  );
