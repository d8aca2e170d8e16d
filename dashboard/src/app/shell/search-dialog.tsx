import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { listProductsOptions, listStoresOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMay } from '@/shared/session/use-me';
import { defineText, useText } from '@/shared/text/define-text';
import { NAVIGATION, navigationWords } from './navigation';

const words = defineText(
  'search-dialog',
  {
    search: 'Search products, stores, pages',
    title: 'Search',
    nothing: 'Nothing is called so.',
    page: 'Page',
    product: 'Product',
    store: 'Store',
  },
  {
    search: 'Produkte, Läden, Seiten suchen',
    title: 'Suche',
    nothing: 'So heißt nichts.',
    page: 'Seite',
    product: 'Produkt',
    store: 'Laden',
  },
);

interface Found {
  key: string;
  label: string;
  note: string;
  go: () => void;
}

/** Finds pages, products and stores by their names, and goes there. */
export function SearchDialog({
  open,
  asked,
  onAsk,
  onReady,
  onClose,
}: {
  open: boolean;
  /** What is typed so far. */
  asked: string;
  onAsk: (asked: string) => void;
  /** Called once its field hears the keyboard. */
  onReady: () => void;
  onClose: () => void;
}) {
  const text = useText(words);
  const found = useFound(asked, open);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup
          aria-label={text('title')}
          className="fixed top-[12dvh] left-1/2 z-40 w-[min(38rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-lg outline-none"
        >
          <Autocomplete.Root
            items={found}
            value={asked}
            onValueChange={onAsk}
            filter={null}
            itemToStringValue={(item: Found) => item.label}
            autoHighlight="always"
            open
            inline
          >
            <Autocomplete.Input
              aria-label={text('search')}
              placeholder={text('search')}
              onFocus={onReady}
              className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none placeholder:text-ink-faint"
            />
            <Autocomplete.Empty>
              <p className="px-4 py-6 text-center text-ink-faint">{text('nothing')}</p>
            </Autocomplete.Empty>
            <Autocomplete.List className="max-h-[50dvh] overflow-y-auto py-1">
              {(item: Found) => (
                <Autocomplete.Item
                  key={item.key}
                  value={item}
                  onClick={() => {
                    onClose();
                    item.go();
                  }}
                  className="flex items-center justify-between gap-4 px-4 py-2 data-highlighted:bg-accent-soft"
                >
                  <span className="truncate">{item.label}</span>
                  <span className="text-sm text-ink-faint">{item.note}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useFound(asked: string, isOpen: boolean): Found[] {
  const text = useText(words);
  const pageText = useText(navigationWords);
  const navigate = useNavigate();
  const may = useMay();
  const wanted = asked.trim();
  const isAsked = isOpen && wanted.length > 0 && may('read_catalog');
  const products = useQuery({
    ...listProductsOptions({ query: { q: wanted, limit: 8 } }),
    enabled: isAsked,
    placeholderData: (before) => before,
  });
  const stores = useQuery({
    ...listStoresOptions({ query: { q: wanted, limit: 5 } }),
    enabled: isAsked,
    placeholderData: (before) => before,
  });
  const pages = NAVIGATION.flatMap((group) => group.items)
    .filter((item) => may(item.needs) && pageText(item.label).toLowerCase().includes(wanted.toLowerCase()))
    .map((item) => ({
      key: item.to,
      label: pageText(item.label),
      note: text('page'),
      go: () => void navigate({ to: item.to }),
    }));
  if (!isAsked) return pages;
  return [
    ...pages,
    ...(products.data?.items ?? []).map((product) => ({
      key: `product ${product.id}`,
      label: product.name === product.sku ? product.name : `${product.name} (${product.sku})`,
      note: text('product'),
      go: () => void navigate({ to: '/products/$sku', params: { sku: product.sku } }),
    })),
    ...(stores.data?.items ?? []).map((store) => ({
      key: `store ${store.id}`,
      label: `${store.name} (${store.code})`,
      note: text('store'),
      go: () => void navigate({ to: '/', search: { store: store.code } }),
    })),
  ];
}
