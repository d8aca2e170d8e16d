import { afterEach } from 'vitest';

// Most tests need no page, and go without what is slow to make.
if (typeof document !== 'undefined') {
  const { cleanup } = await import('@testing-library/react');
  afterEach(cleanup);
}
