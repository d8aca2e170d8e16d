import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;
const KEPT_AS = 'language';

function isLanguage(value: string | null | undefined): value is Language {
  return value != null && value in LANGUAGES;
}

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  if (isLanguage(kept)) return kept;
  const wanted = navigator.languages.map((name) => name.split('-')[0]).find(isLanguage);
  return isLanguage(wanted) ? wanted : 'en';
}

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  fallbackLng: 'en',
  resources: {},
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
});

document.documentElement.lang = i18next.language;

/** Show everything in another language, now and next time. */
export function changeLanguage(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export { i18next };
