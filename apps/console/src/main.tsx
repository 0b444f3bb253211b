import { MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { PlatformError } from './api/platform-error.js';
import { router } from './router.js';
import { refuse } from './session/session.js';
import { colorSchemeManager, theme } from './theme/theme.js';
import './theme/theme.css';

const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey: [projectId] }) => {
      if (error instanceof PlatformError && error.isUnauthorized && typeof projectId === 'string') refuse(projectId);
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && error instanceof PlatformError && error.isTransient,
    },
    mutations: { networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
