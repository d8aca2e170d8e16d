import type { CreateClientConfig } from './generated/client.gen';

/** The session's cookie goes along by itself; the header proves that our own page asks. */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: '',
  credentials: 'same-origin',
  headers: { 'X-Foresale': '1' },
});
