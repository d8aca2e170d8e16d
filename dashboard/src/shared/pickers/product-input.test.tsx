// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ProductInput } from './product-input';

const list = vi.hoisted(() => ({ answer: undefined as undefined | ((found: unknown) => void) }));
vi.mock('../api/generated/@tanstack/react-query.gen', () => ({
  listProductsOptions: ({ query }: { query: { q: string } }) => ({
    queryKey: ['products', query.q],
    queryFn: () =>
      new Promise((resolve) => {
        list.answer = resolve;
      }),
  }),
}));

it('Enter chooses what is found first, also where it comes before the list', async () => {
  const chosen = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ProductInput label="Product" value={undefined} onChange={chosen} />
    </QueryClientProvider>,
  );
  const field = screen.getByLabelText('Product');
  fireEvent.change(field, { target: { value: 'tea' } });
  await waitFor(() => expect(list.answer).toBeDefined());
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(chosen).not.toHaveBeenCalled();
  list.answer?.({ items: [{ id: 7, sku: 'TEA-01', name: 'Green tea' }] });
  await waitFor(() => expect(chosen).toHaveBeenCalledWith('TEA-01', 7));
  expect(chosen).toHaveBeenCalledTimes(1);
});
