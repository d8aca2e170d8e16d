import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: '../docs/openapi.json',
  // The live feed is heard by a WebSocket of our own.
  parser: { filters: { operations: { exclude: ['GET /api/live'] } } },
  output: { path: 'src/shared/api/generated', clean: true },
  plugins: [
    { name: '@hey-api/client-fetch', runtimeConfigPath: './src/shared/api/client-config.ts' },
    '@hey-api/typescript',
    '@hey-api/sdk',
    { name: '@tanstack/react-query', queryKeys: { tags: true } },
  ],
});
