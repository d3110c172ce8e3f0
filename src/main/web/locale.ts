import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { sourcesText } from '../../1-collect/sources/ui/index.ts';
import { hotspotsText } from '../../2-understand/hotspots/ui/index.ts';
import { pictureText } from '../../2-understand/picture/ui/index.ts';
import { shellText } from '../../foundation/shell/locale/en.ts';
import { formatNumber } from '../../foundation/shell/locale/format.ts';

const english = {
  shell: shellText,
  picture: pictureText,
  hotspots: hotspotsText,
  sources: sourcesText,
} as const;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: typeof english;
  }
}

/** The translation catalogue of every room. English first; another language is one more object of the same shape. */
export const startLocale = async (): Promise<i18n> => {
  const instance = createInstance();
  await instance.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'shell',
    resources: { en: english },
    interpolation: { escapeValue: false },
  });
  // `{{count, number}}`: 5 829, the same way wherever a number stands
  instance.services.formatter?.add('number', (value: unknown) =>
    typeof value === 'number' ? formatNumber(value) : String(value),
  );
  return instance;
};
