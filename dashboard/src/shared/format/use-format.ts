import { QueryClientContext } from '@tanstack/react-query';
import { useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../api/generated';
import { readOwnAccountQueryKey } from '../api/generated/@tanstack/react-query.gen';
import { type Format, formatFor } from './format';

/** Numbers, days, money and times as the chosen language writes them. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  // The account is there before anything with money in it is drawn; it names the currency, if anybody told it.
  const queries = useContext(QueryClientContext);
  const currency = queries?.getQueryData<Me>(readOwnAccountQueryKey())?.currency ?? null;
  return useMemo(() => formatFor(i18n.language, currency), [i18n.language, currency]);
}
